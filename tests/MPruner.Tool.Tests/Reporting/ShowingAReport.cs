using MPruner.Core.Reports;
using MPruner.Tool.Commands;
using MPruner.Tool.Reporting;

namespace MPruner.Tool.Tests.Reporting;

public sealed class ShowingAReport : IDisposable
{
    private readonly ToolSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void TheTablesAreTheGoldenOnes()
    {
        new ReportView(ResultOutput.Console(sandbox.Context)) { ShowsWidths = true }.Show(Example.Pruned([1, 2, 3]), "model.pt");

        var golden = Path.Combine(AppContext.BaseDirectory, "Reporting", "prune.golden.txt");
        Assert.Equal(File.ReadAllText(golden), string.Join('\n', sandbox.Out.ToString().Split('\n').Select(line => line.TrimEnd())));
    }

    [Fact]
    public void AnalysisShowsWhatTheClustersWouldLose()
    {
        var analysed = Example.Pruned([1]) with { Output = null, Removed = [], Verdicts = [], Quality = null };
        new ReportView(ResultOutput.Console(sandbox.Context)).Show(analysed, "model.pt");

        Assert.Contains(
            sandbox.Out.ToString().Split('\n'),
            line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["stage1.1", "0.988", "0.969", "0.063", "0.984"]);
    }

    [Fact]
    public void WithoutWidthThereIsNothingOfInnerDimensions()
    {
        var analysed = Example.Pruned([1]) with { Output = null, Removed = [], Verdicts = [], Quality = null };
        new ReportView(ResultOutput.Console(sandbox.Context)).Show(analysed, "model.pt");

        Assert.DoesNotContain("channels", sandbox.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("grouped convolution", sandbox.Out.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(70L, 0)]
    public void SaysThatThereIsNothingToMeasureAndNothingOfItAfterAComparison(long? after, int lines)
    {
        var result = new PruningResult { Parameters = new(100, after), Bytes = new(1000, after), Engine = "" };

        new ReportView(ResultOutput.Console(sandbox.Context)).Show(result, "model.pt");

        Assert.Equal(lines, sandbox.Out.ToString().Split('\n').Count(line => line.Contains("No two blocks", StringComparison.Ordinal)));
    }

    [Fact]
    public void NoLineIsWiderThanAHundredColumns()
    {
        new ReportView(ResultOutput.Console(sandbox.Context)).Show(Example.Pruned([1, 2, 3]), "model.pt");

        Assert.All(sandbox.Out.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 100));
    }

    [Fact]
    public void WithoutATerminalThereAreNoEscapes()
    {
        new ReportView(ResultOutput.Console(sandbox.Context)).Show(Example.Pruned([1, 2, 3]), "model.pt");

        Assert.DoesNotContain('\x1b', sandbox.Out.ToString());
    }

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(600_123, "600.1 kB")]
    [InlineData(46_827_520, "46.83 MB")]
    [InlineData(4_000_000_000, "4.00 GB")]
    public void SizesAreReadable(long bytes, string text) => Assert.Equal(text, NumberText.Size(bytes));

    [Theory]
    [InlineData(1000, 837, "−16.3%")]
    [InlineData(1000, 1000, "unchanged")]
    [InlineData(0, 0, "unchanged")]
    public void SavingsAreInPercent(long before, long after, string text) =>
        Assert.Equal(text, NumberText.Saving(new Change(before, after)));
}
