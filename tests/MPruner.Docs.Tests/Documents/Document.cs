using System.Text;
using System.Text.RegularExpressions;

namespace MPruner.Docs.Tests.Documents;

/// <summary>A Markdown file that people read, taken apart.</summary>
internal sealed partial class Document
{
    private static readonly string[] Outside =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "src/MPruner.Build/README.md", "src/MPruner.Tool/README.md"];

    private static readonly Lazy<IReadOnlyList<Document>> Read = new(() => [.. Paths().Select(path => new Document(path))]);

    private readonly List<CodeBlock> blocks = [];
    private readonly List<InlineCode> inline = [];

    private Document(string path)
    {
        Path = path;
        Text = File.ReadAllText(FullPath);
        Prose = TakeBlocks(Text.ReplaceLineEndings("\n").Split('\n'));
        foreach (Match match in Code().Matches(Prose))
        {
            inline.Add(new InlineCode(path, LineOf(match.Index), Spaces().Replace(match.Groups[2].Value, " ").Trim()));
        }
    }

    /// <summary>The README, what contributors read, the packages' own readmes, and everything in docs.</summary>
    public static IReadOnlyList<Document> All => Read.Value;

    /// <summary>The path below the repository's root.</summary>
    public string Path { get; }

    /// <summary>The path on this machine.</summary>
    public string FullPath => System.IO.Path.Combine(Repository.Root, Path);

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>The same number of lines, those of blocks empty.</summary>
    public string Prose { get; }

    /// <summary>The fenced blocks in order.</summary>
    public IReadOnlyList<CodeBlock> Blocks => blocks;

    /// <summary>The code within the text in order; a line break in it is a space.</summary>
    public IReadOnlyList<InlineCode> Inline => inline;

    /// <summary>The targets of links and pictures.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        Link().Matches(Code().Replace(Prose, match => new string(' ', match.Length)))
            .Select(match => (LineOf(match.Index), match.Groups[1].Value));

    /// <summary>What headings can be linked by, as GitHub makes it.</summary>
    public IReadOnlySet<string> Anchors =>
        Heading().Matches(Prose).Select(match => Anchor(match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);

    private static string Anchor(string heading)
    {
        IEnumerable<char> kept = heading.Trim().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_');
        return string.Concat(kept.Select(c => c == ' ' ? '-' : char.ToLowerInvariant(c)));
    }

    private static IEnumerable<string> Paths() =>
        Outside.Concat(Directory.GetFiles(System.IO.Path.Combine(Repository.Root, "docs"), "*.md")
            .Select(file => "docs/" + System.IO.Path.GetFileName(file))
            .Order(StringComparer.Ordinal));

    private int LineOf(int index) => Prose.AsSpan(0, index).Count('\n') + 1;

    private string TakeBlocks(string[] lines)
    {
        var prose = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                prose.Append(lines[i]).Append('\n');
                continue;
            }

            int end = Array.IndexOf(lines, "```", i + 1);
            Assert.True(end > i, $"{Path}:{i + 1}: the block has no end.");
            blocks.Add(new CodeBlock(Path, i + 1, lines[i][3..], string.Join('\n', lines[(i + 1)..end]) + "\n"));
            prose.Append('\n', end - i + 1);
            i = end;
        }

        return prose.ToString();
    }

    [GeneratedRegex(@"(?<!`)(`+)(?!`)((?:(?!\n\n)[\s\S])+?)(?<!`)\1(?!`)")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <summary>Code within the text.</summary>
/// <param name="Document">The document's path.</param>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Text">What stands between the backticks, on one line.</param>
internal sealed record InlineCode(string Document, int Line, string Text)
{
    /// <summary>What tests call it.</summary>
    public string Id => $"{Document}:{Line}: {Text}";
}
