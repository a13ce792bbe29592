using MPruner.Core.Reports;
using MPruner.Tool.Reporting;

namespace MPruner.Tool.Tests.Reporting;

public sealed class SummarisingForABuildServer
{
    [Fact]
    public void SaysWhatChangedAndHowItWasJudged()
    {
        var result = Example.Pruned([1]) with { Removed = ["stage1.1", "stage1.2"], Narrowed = [], Warnings = [] };

        var text = MarkdownSummary.Of("a_model.pt", result);

        Assert.StartsWith("### a\\_model.pt\n\n| | before | after | change |\n", text, StringComparison.Ordinal);
        Assert.Contains("\n2 blocks removed (`stage1.1`, `stage1.2`).  \nDrop ", text, StringComparison.Ordinal);
        Assert.Contains("examples that were used for nothing else: accepted.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysThatNothingWasRemoved()
    {
        var result = new PruningResult { Parameters = new(100, 100), Bytes = new(1000, 1000), Engine = "" };

        var text = MarkdownSummary.Of("model.pt", result);

        Assert.Contains("| bytes | 1,000 | 1,000 | unchanged |\n\nNothing was removed.  \n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void QuotesWarningsOnOneLineAsPlainText()
    {
        var result = Example.Pruned([1]) with { Warnings = [new("MPR2301", "a|b\n<c> *d*")] };

        Assert.EndsWith("\n> **MPR2301** a\\|b \\<c\\> \\*d\\*\n", MarkdownSummary.Of("model.pt", result), StringComparison.Ordinal);
    }
}
