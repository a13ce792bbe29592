namespace MPruner.Build.Reporting;

/// <summary>
/// <c>TreatWarningsAsErrors</c> as the compiler applies it. MSBuild applies <c>NoWarn</c> and <c>WarningsAsErrors</c> to every
/// task's warnings, but this property to the compiler's alone.
/// </summary>
/// <param name="treatWarningsAsErrors">The property's value.</param>
/// <param name="exceptions">
/// Codes that stay warnings or are hidden: <c>WarningsNotAsErrors</c> and <c>NoWarn</c>, separated by semicolons or commas.
/// </param>
internal sealed class WarningStrictness(string treatWarningsAsErrors, string exceptions)
{
    private static readonly char[] Separators = [';', ',', ' ', '\n'];

    /// <summary>Whether a warning of this code fails the build.</summary>
    public bool MakesErrorOf(string code) =>
        treatWarningsAsErrors.Equals("true", StringComparison.OrdinalIgnoreCase)
        && !exceptions.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Contains(code, StringComparer.OrdinalIgnoreCase);
}
