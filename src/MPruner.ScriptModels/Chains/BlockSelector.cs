using System.Text.RegularExpressions;
using MPruner.TorchScript.Code;

namespace MPruner.ScriptModels.Chains;

/// <summary>The user's own choice of blocks: a path glob (<c>encoder.layer.*</c>, <c>*</c> within one part, <c>**</c> across parts) or a class (<c>BertLayer</c>, or its qualified name).</summary>
internal sealed class BlockSelector(string pattern)
{
    private readonly Regex path = new(
        "^" + Regex.Escape(pattern).Replace(@"\*\*", ".+", StringComparison.Ordinal).Replace(@"\*", "[^.]+", StringComparison.Ordinal).Replace(@"\?", "[^.]", StringComparison.Ordinal) + "$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    /// <summary>Whether a module with this path and class is chosen.</summary>
    public bool Matches(string modulePath, string className)
    {
        var demangled = QualifiedName.Demangle(className);
        return path.IsMatch(modulePath)
            || pattern == demangled
            || pattern == QualifiedName.Split(demangled).Name
            || demangled == $"{QualifiedName.Root}.{pattern}";
    }
}
