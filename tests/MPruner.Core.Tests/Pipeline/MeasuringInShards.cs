using MPruner.Core.Measuring;
using MPruner.Core.Pipeline;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

public sealed class MeasuringInShards
{
    private static readonly PruningOptions Options =
        new() { Threshold = 0, Standardised = false, Recovery = RecoverySteps.None, MaxDrop = 1 };

    private static readonly SimulatedFormat Format =
        new(3, (missing, examples) => NumericArray.Of([.. examples.Select(e => e + missing.Count)], examples.Length, 1));

    private static readonly Numbers Calibration = Numbers.From(10_000, 333);

    private static PruningPipeline Pipeline => new(Format, new Silence(), TimeProvider.System);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void ShardsTogetherGiveTheWhole(int count)
    {
        var whole = Pipeline.Analyze(Request(), CancellationToken.None);

        var merged = MergedAnalysis.ToResult(MergedAnalysis.Of(Shards(count)), Options);

        Assert.Equal(whole.Chains[0].Cka![0, 2], merged.Chains[0].Cka![0, 2]);
        Assert.Equal(whole.Chains[0].Blocks.Select(b => b.Path), merged.Chains[0].Blocks.Select(b => b.Path));
        Assert.Equal([0, 1, 2], Assert.Single(merged.Chains[0].Clusters));
        Assert.Equal(whole.Parameters, merged.Parameters);
    }

    [Fact]
    public void PruningWithThemGivesTheSameModel()
    {
        var evaluation = Numbers.From(0, 256);
        var whole = new PruningRequest(Format.Original, Calibration, evaluation, Options);

        var measured = Pipeline.Prune(whole, CancellationToken.None);
        var merged = Pipeline.Prune(whole with { Analysis = MergedAnalysis.Of(Shards(3)) }, CancellationToken.None);

        Assert.NotEmpty(merged.Removed);
        Assert.Equal(measured.Removed, merged.Removed);
        Assert.Equal(measured.Output!.Value.ToArray(), merged.Output!.Value.ToArray());
        Assert.Null(merged.Timings.Analysis);
    }

    /// <summary>Without evaluation data, pruning holds half of the calibration data out.</summary>
    [Fact]
    public void PruningRefusesAnAnalysisOfOtherExamples()
    {
        var request = new PruningRequest(Format.Original, Calibration, null, Options) { Analysis = MergedAnalysis.Of(Shards(2)) };

        var refused = Assert.Throws<PrunerException>(() => Pipeline.Prune(request, CancellationToken.None));

        Assert.Equal("MPR3506", refused.Code);
        Assert.Contains("333 examples", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PruningTakesAnAnalysisOfTheExamplesThatItMeasures()
    {
        var analysis = MergedAnalysis.Of(Shards(2, Request() with { ForPruning = true }));
        var request = new PruningRequest(Format.Original, Calibration, null, Options) { Analysis = analysis };

        Assert.NotEmpty(Pipeline.Prune(request, CancellationToken.None).Removed);
    }

    [Fact]
    public void PruningRefusesAnAnalysisOfOtherBlocks()
    {
        var analysis = MergedAnalysis.Of(Shards(2)) with { Levels = [] };
        var request = new PruningRequest(Format.Original, Calibration, Numbers.From(0, 256), Options) { Analysis = analysis };

        Assert.Equal("MPR3506", Assert.Throws<PrunerException>(() => Pipeline.Prune(request, CancellationToken.None)).Code);
    }

    /// <summary>One machine would have looked for chains inside the blocks, as the other shards did.</summary>
    [Fact]
    public void AShardThatWouldHaveMeasuredOtherChainsIsRefused()
    {
        var shards = Shards(3);
        shards[1] = WithReasons(shards[1]);

        var refused = Assert.Throws<PrunerException>(() => MergedAnalysis.Of(shards));

        Assert.Equal("MPR3505", refused.Code);
    }

    [Fact]
    public void AShardWithoutGroupsHasNoSay()
    {
        var shards = Shards(7);
        shards[6] = WithReasons(shards[6]);

        Assert.Equal([1, 1, 1, 1, 1, 0, 0], shards.Select(shard => shard.Groups));
        Assert.Equal(5, MergedAnalysis.Of(shards).Groups);
    }

    private static AnalysisSums WithReasons(AnalysisSums shard)
    {
        var (level, chain) = (shard.Levels[0], shard.Levels[0].Sums.Chains[0]);
        var noted = chain with { Blocks = [.. chain.Blocks.Select(block => block with { Reason = "It stays." })] };
        return shard with { Levels = [level with { Sums = level.Sums with { Chains = [noted] } }] };
    }

    private static AnalysisRequest Request() => new(Format.Original, Calibration, Options, CompareForward: false);

    private static AnalysisSums[] Shards(int count, AnalysisRequest? request = null) =>
        [.. Enumerable.Range(1, count).Select(i => Pipeline.Measure(request ?? Request(), new Shard(i, count), CancellationToken.None))];
}
