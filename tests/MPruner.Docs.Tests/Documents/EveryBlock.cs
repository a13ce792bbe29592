namespace MPruner.Docs.Tests.Documents;

/// <summary>Nothing can be added to a document without a test of it.</summary>
public sealed class EveryBlock
{
    [Fact]
    public void IsCoveredByARule() => Assert.Empty(
        Document.All.SelectMany(document => document.Blocks)
            .Where(block => Rules.Of(block) == Rule.None)
            .Select(block => $"{block}: no rule covers '{block.Language}' here. Add a test, or an exception with its reason."));

    [Fact]
    public void OfAnUnknownLanguageIsReported()
    {
        Assert.Equal(Rule.None, Rules.Of(new CodeBlock("README.md", 1, "powershell", "")));
        Assert.Equal(Rule.None, Rules.Of(new CodeBlock("README.md", 1, "json", "")));
    }

    [Fact]
    public void OfManyKindsIsThere() =>
        Assert.All(Enum.GetValues<Rule>().Where(rule => rule != Rule.None), rule => Assert.NotEmpty(Rules.Blocks(rule)));
}
