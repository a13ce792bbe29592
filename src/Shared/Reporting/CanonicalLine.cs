using System.Text.RegularExpressions;

namespace MPruner.Shared.Reporting;

/// <summary>MSBuild's canonical form of a message: <c>model.pt : error MPR1104: …</c>. The tool prints it, the build parses it.</summary>
internal static class CanonicalLine
{
    private const string Pattern = @"^\s*(?:(?<file>.+?)\s*:\s+)?(?<kind>error|warning)\s+(?<code>MPR\d{4})\s*:\s*(?<text>.*)$";
    private static readonly char[] LineEnds = ['\r', '\n'];

    /// <summary>The line for a finding about a file; the lines of a longer message are joined.</summary>
    public static string Print(Finding finding)
    {
        string kind = finding.IsError ? "error" : "warning";
        IEnumerable<string> lines = finding.Message.Split(LineEnds).Select(line => line.Trim()).Where(line => line.Length > 0);
        return $"{finding.File} : {kind} {finding.Code}: {string.Join(" ", lines)}";
    }

    /// <summary>The finding that a line of the tool states, or null for any other line.</summary>
    public static Finding? Parse(string line)
    {
        Match match = Regex.Match(line, Pattern, RegexOptions.CultureInvariant);
        if (!match.Success)
        {
            return null;
        }

        string? file = match.Groups["file"].Success ? match.Groups["file"].Value : null;
        return new Finding(match.Groups["kind"].Value == "error", match.Groups["code"].Value, file, match.Groups["text"].Value);
    }
}
