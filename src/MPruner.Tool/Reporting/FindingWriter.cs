using MPruner.Shared.Reporting;

namespace MPruner.Tool.Reporting;

/// <summary>Writes errors and warnings in MSBuild's canonical form, one line each: <c>model.pt : error MPR1104: …</c>.</summary>
/// <param name="error">Where the lines go.</param>
/// <param name="log">Also receives them; null where no log is kept.</param>
internal sealed class FindingWriter(TextWriter error, SarifLog? log)
{
    /// <summary>The origin of an error that is about no file.</summary>
    public const string Tool = "mpruner";

    /// <summary>An error of a file, or of <see cref="Tool"/>.</summary>
    public void Error(string origin, string code, string message) => Write(new Finding(IsError: true, code, origin, message));

    /// <summary>A warning about a file.</summary>
    public void Warning(string origin, Diagnostic warning) => Write(new Finding(IsError: false, warning.Code, origin, warning.Message));

    private void Write(Finding finding)
    {
        error.WriteLine(CanonicalLine.Print(finding));
        log?.Add(finding);
    }
}
