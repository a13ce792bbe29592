using System.Text.RegularExpressions;

namespace MPruner.Architecture.Tests.Codes;

/// <summary>Whoever adds a code adds it to <c>docs/codes.json</c>, too.</summary>
public sealed partial class TheTableOfCodes
{
    private readonly CodeTable table = CodeTable.Read();

    [Fact]
    public void GivesTheDocument()
    {
        var right = CodeDocument.Of(table);
        var place = Path.Combine(AppContext.BaseDirectory, "errors.md");
        if (File.ReadAllText(Path.Combine(Repository.Root, "docs", "errors.md")) != right)
        {
            File.WriteAllText(place, right);
            Assert.Fail($"docs/errors.md is not what docs/codes.json gives. The right text is in '{place}': copy it over the document.");
        }
    }

    [Fact]
    public void HasEveryCodeOfTheSources() => Assert.Empty(InSources().Except(InTable()).Order(StringComparer.Ordinal));

    [Fact]
    public void HasNoCodeThatTheSourcesLack() => Assert.Empty(InTable().Except(InSources()));

    [Fact]
    public void HasEveryCodeOnceInAscendingOrder() =>
        Assert.Equal(InTable().Distinct().Order(StringComparer.Ordinal), InTable());

    [Fact]
    public void HasOneGroupForEachCode() => Assert.All(
        table.Codes,
        entry => Assert.Single(table.Groups, group => entry.Code.StartsWith(group.Prefix, StringComparison.Ordinal)));

    [Fact]
    public void SaysWhatEachCodeIsAndWhatToDo() => Assert.All(table.Codes, entry =>
    {
        Assert.Matches("^(error|warning)$", entry.Severity);
        Assert.EndsWith(".", entry.Cause, StringComparison.Ordinal);
        Assert.Matches("[.`)]$", entry.Fix);
    });

    [Fact]
    public void ShowsALineOfEachCode() => Assert.All(
        table.Codes,
        entry => Assert.Matches($@"\A\S.* ?: {entry.Severity} {entry.Code}: \S[^\n]*\S\z", entry.Example));

    [Fact]
    public void GivesADocumentWhoseLinksLeadToItsHeadings()
    {
        var text = CodeDocument.Of(table);
        var anchors = Heading().Matches(text).Select(match => CodeDocument.Anchor(match.Groups[1].Value)).ToHashSet(StringComparer.Ordinal);

        Assert.All(Link().Matches(text), match => Assert.Contains(match.Groups[1].Value, anchors));
        Assert.Contains("mpr1104", anchors);
    }

    private IEnumerable<string> InTable() => table.Codes.Select(entry => entry.Code);

    /// <summary>The codes in string literals; those in comments only say where they are raised.</summary>
    private static IEnumerable<string> InSources() =>
        from file in SourceFiles.Named("*.cs").Concat(SourceFiles.Named("*.targets"))
        where file.Path.StartsWith("src/", StringComparison.Ordinal)
        from line in file.Lines
        from Match match in Literal().Matches(line)
        select match.Groups[1].Value;

    [GeneratedRegex("\"(MPR[0-9]{4})\"")]
    private static partial Regex Literal();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\(#([^)]*)\)")]
    private static partial Regex Link();
}
