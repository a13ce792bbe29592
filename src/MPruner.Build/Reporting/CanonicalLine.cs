using System.Text.RegularExpressions;

namespace MPruner.Build.Reporting;

/// <summary>MSBuild's canonical form of a message: <c>model.pt : error MPR1104: …</c>.</summary>
internal static class CanonicalLine
{
    /// <summary>The finding that a line of the tool states, or null for any other line.</summary>
    public static Finding? Parse(string line)
    {
        Match match = Regex.Match(line, @"^\s*(?:(?<file>.+?)\s*:\s+)?(?<kind>error|warning)\s+(?<code>MPR\d{4})\s*:\s*(?<text>.*)$", RegexOptions.CultureInvariant);
        return match.Success
            ? new Finding(match.Groups["kind"].Value == "error", match.Groups["code"].Value, match.Groups["file"] is { Success: true } file ? file.Value : null, match.Groups["text"].Value)
            : null;
    }
}
