using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Clustering;
using MPruner.Core.Reports;

namespace MPruner.EndToEnd.Tests.Pruning;

public sealed class ThePapersLoop
{
    private static readonly PruningOptions Paper = new()
    {
        Strategy = PruningStrategy.Paper,
        Recovery = RecoverySteps.None,
        Threshold = 0.3,
        Width = false,
    };

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("masked_transformer.traced.pt")]
    public void RemovesWholeClustersFirst(string model)
    {
        var result = Pruned.Of(model, Paper with { MaxDrop = AcceptanceGuard.Off });

        Assert.Equal(Members(result, 1), result.Verdicts[0].Run);
        Assert.Equal("accepted", result.Verdicts[0].Decision);
        Assert.Equal(result.Verdicts.SelectMany(v => v.Run), result.Removed);
    }

    [Fact]
    public void RaisesTheGranularityAfterARefusalAndTriesNothingTwice()
    {
        var result = Pruned.Of("shared_stages.scripted.pt", Paper with { MaxDrop = 0, LastGranularity = 5 });

        Assert.Empty(result.Removed);
        Assert.All(result.Verdicts, v => Assert.StartsWith("rejected", v.Decision, StringComparison.Ordinal));
        var expected = Enumerable.Range(1, 5).Select(k => string.Join(' ', Members(result, k))).Distinct();
        Assert.Equal(expected, result.Verdicts.Select(v => string.Join(' ', v.Run)));
    }

    [Fact]
    public void BeginsAtTheFirstGranularity()
    {
        var result = Pruned.Of("residual_cnn.scripted.pt", Paper with { MaxDrop = AcceptanceGuard.Off, FirstGranularity = 2 });

        Assert.Equal(Members(result, 2), result.Verdicts[0].Run);
    }

    private static IEnumerable<string> Members(PruningResult result, int k) =>
        Pruned.Plan(result, cluster => Granularity.Removed(cluster, k));
}
