namespace MPruner.Architecture.Tests.Codes;

/// <summary>The document that users read: <c>docs/errors.md</c>.</summary>
internal static class CodeDocument
{
    private const string Introduction =
        """
        # Errors and warnings

        Every message names the file, what was found, what was expected and what to do. Codes are stable and never reused.
        The help link of a message leads to its code below. The examples are lines as the tool and the build print them.

        <!-- Made from codes.json, which is the place to change it: a test writes the new text. -->


        """;

    /// <summary>The whole text. Each code is a heading, so that a link can lead to it.</summary>
    public static string Of(CodeTable table) => string
        .Concat([Introduction, .. table.Groups.Select(Link), .. table.Groups.Select(group => Chapter(group, table.Codes))])
        .ReplaceLineEndings("\n");

    /// <summary>The anchor that renderers of Markdown give to a heading.</summary>
    public static string Anchor(string heading) => string.Concat(
        heading.Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-').Select(c => c == ' ' ? '-' : char.ToLowerInvariant(c)));

    private static string Heading(CodeGroup group) => $"{group.Prefix.PadRight("MPR1104".Length, 'x')} {group.Title}";

    private static string Link(CodeGroup group) => $"- [{Heading(group)}](#{Anchor(Heading(group))})\n";

    private static string Chapter(CodeGroup group, IEnumerable<CodeEntry> codes)
    {
        var own = codes.Where(entry => entry.Code.StartsWith(group.Prefix, StringComparison.Ordinal));
        return string.Concat([$"\n## {Heading(group)}\n", .. own.Select(Section)]);
    }

    private static string Section(CodeEntry entry)
    {
        var kind = entry.Severity == "warning" ? "Warning: " : "";
        return $"\n### {entry.Code}\n\n{kind}{entry.Cause}\n\n```text\n{entry.Example}\n```\n\n**What to do:** {entry.Fix}\n";
    }
}
