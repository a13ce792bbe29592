using System.Text.RegularExpressions;
using MPruner.TorchScript.Code;

namespace MPruner.ScriptModels.Chains;

/// <summary>
/// The user's choice of blocks: a path glob (<c>encoder.layer.*</c>; <c>*</c> matches within
/// one part, <c>**</c> across parts) or a class (<c>BertLayer</c>, or its qualified name).
/// </summary>
internal sealed class BlockSelector(string pattern)
{
    private readonly Regex path = new($"^{GlobToRegex(pattern)}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Whether a module with this path and class is selected.</summary>
    public bool Matches(string modulePath, string className)
    {
        var demangled = QualifiedName.Demangle(className);
        return path.IsMatch(modulePath)
            || pattern == demangled
            || pattern == QualifiedName.Split(demangled).Name
            || demangled == $"{QualifiedName.Root}.{pattern}";
    }

    private static string GlobToRegex(string glob) => Regex.Escape(glob)
        .Replace(@"\*\*", ".+", StringComparison.Ordinal)
        .Replace(@"\*", "[^.]+", StringComparison.Ordinal)
        .Replace(@"\?", "[^.]", StringComparison.Ordinal);
}
