using MPruner.Core;
using MPruner.Core.Pipeline;
using MPruner.Core.Ports;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;

namespace MPruner.EndToEnd.Tests.Measuring;

/// <summary>
/// The sums of a similarity are exact, so that shards give it bit for bit. Those of the numbers of runs are doubles that are added in
/// another order; R² is a difference of sums, and solves a system with them.
/// </summary>
public sealed class AddingUpShards
{
    private const double Rounding = 1e-12;
    private const double RoundingOfR2 = 1e-9;

    private static readonly PruningOptions Options = new() { GramRows = 32, Threshold = 0 };

    /// <summary>Images, vectors, tokens in either order, with masks, streams wider than the projection, and chains inside others.</summary>
    public static TheoryData<string> Models =>
    [
        "residual_cnn.scripted.pt", "parent_adds.traced.pt", "vit.scripted.pt", "batch_first.scripted.pt", "sequence_first.traced.pt",
        "padding_mask.scripted.pt", "two_masks.scripted.pt", "masked_transformer.scripted.pt", "encoder_decoder.scripted.pt",
        "wide.scripted.pt", "pooled_stages.scripted.pt", "nested_stages.scripted.pt",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void GivesWhatOneMachineFinds(string model) => CheckSame(Specimen.Named(model), Options, 3);

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("padding_mask.scripted.pt")]
    [InlineData("pooled_stages.scripted.pt")]
    public void DoesSoWithMoreShardsThanGroups(string model) => CheckSame(Specimen.Named(model), Options, 8);

    [Theory]
    [InlineData("parent_adds.traced.pt")]
    [InlineData("masked_transformer.scripted.pt")]
    public void DoesSoWithoutStandardising(string model) => CheckSame(Specimen.Named(model), Options with { Standardised = false }, 2);

    [Fact]
    public void EveryGroupIsInOneShard()
    {
        var shards = Shards(Specimen.Named("residual_cnn.scripted.pt"), Options, 3);

        Assert.Equal([2, 1, 1], shards.Select(shard => shard.Groups));
        Assert.Equal(4, MergedAnalysis.Of(shards).Groups);
    }

    [Fact]
    public void GroupsThatAllHaveTooFewTokensAreReportedOnceTheyAreTogether()
    {
        var specimen = Specimen.Named("masked_transformer.scripted.pt");
        var real = specimen.Examples.With("mask", Ones(specimen.Examples["mask"]));
        var shards = Shards(specimen with { Examples = real }, Options with { Mask = "mask:padding" }, 2);

        var refused = Assert.Throws<PrunerException>(() => MergedAnalysis.ToResult(MergedAnalysis.Of(shards), Options));

        Assert.Equal("MPR3211", refused.Code);
    }

    private static NumericArray Ones(NumericArray mask) => mask with { Data = Enumerable.Repeat((byte)1, mask.Data.Length).ToArray() };

    private static void CheckSame(Specimen specimen, PruningOptions options, int count)
    {
        var whole = Analysis.Of(specimen.Model, specimen.Examples, options).Result;

        var merged = MergedAnalysis.ToResult(MergedAnalysis.Of(Shards(specimen, options, count)), options);

        Assert.Equal(whole.Parameters, merged.Parameters);
        Assert.Equal(whole.Bytes, merged.Bytes);
        Assert.Equal(whole.Warnings, merged.Warnings);
        Assert.Equal(whole.Chains.Length, merged.Chains.Length);
        Assert.All(whole.Chains.Zip(merged.Chains), chains => CheckSame(chains.First, chains.Second));
    }

    private static AnalysisSums[] Shards(Specimen specimen, PruningOptions options, int count) =>
    [
        .. Enumerable.Range(1, count).Select(index => Quiet.Pipeline().Measure(
            new(specimen.Model, specimen.Examples, options, CompareForward: false), new(index, count), CancellationToken.None)),
    ];

    private static void CheckSame(ChainReport whole, ChainReport merged)
    {
        Assert.Equal(whole.Blocks.Select(b => (b.Path, b.Reason)), merged.Blocks.Select(b => (b.Path, b.Reason)));
        Assert.Equal(whole.Clusters.Select(c => string.Join(' ', c)), merged.Clusters.Select(c => string.Join(' ', c)));
        Assert.Equal(Values(whole.Cka!), Values(merged.Cka!));
        Assert.Equal(whole.CkaStandardised is null, merged.CkaStandardised is null);
        Assert.Equal(whole.CkaStandardised is { } one ? Values(one) : [], merged.CkaStandardised is { } other ? Values(other) : []);
        Assert.Equal(whole.Runs.Length, merged.Runs.Length);
        foreach (var (run, same) in whole.Runs.Zip(merged.Runs))
        {
            CheckNear(run.Cosine, same.Cosine, Rounding);
            CheckNear(run.DeletionError, same.DeletionError, Rounding);
            CheckNear(run.AffineR2, same.AffineR2, RoundingOfR2);
        }
    }

    private static void CheckNear(double? expected, double? actual, double tolerance)
    {
        Assert.Equal(expected is null, actual is null);
        Assert.InRange(Math.Abs((expected ?? 0) - (actual ?? 0)), 0, tolerance * Math.Max(1, Math.Abs(expected ?? 0)));
    }

    private static IEnumerable<double?> Values(SimilarityMatrix matrix) =>
        Enumerable.Range(0, matrix.Size * matrix.Size).Select(i => matrix[i / matrix.Size, i % matrix.Size]);
}
