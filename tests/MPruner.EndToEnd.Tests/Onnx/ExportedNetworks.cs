using MPruner.Core;
using MPruner.Core.Pipeline;
using MPruner.Core.Reports;
using MPruner.EndToEnd.Tests.Pruning;
using MPruner.Onnx;
using MPruner.OnnxRuntime;
using MPruner.OnnxRuntime.Natives;
using MPruner.ScriptModels.Tests;

namespace MPruner.EndToEnd.Tests.Onnx;

/// <summary>The same networks once as TorchScript, once as ONNX that torch.onnx.export wrote: make_onnx.py.</summary>
public sealed class ExportedNetworks
{
    public static TheoryData<string> Names => ["bert", "masked_transformer", "residual_cnn", "resnet_basic", "resnet_bottleneck", "vit"];

    [Theory]
    [MemberData(nameof(Names))]
    public void HaveTheBlocksOfTheTorchScriptFile(string name)
    {
        var chains = OnnxFile.Open(Exported(name), null).Chains;

        var found = chains.Select(chain => chain.Blocks.Select(block => (block.Path, block.Removable)).ToList());
        Assert.Equal(Fixtures.Chains(name + ".traced.pt"), found);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void HaveItsSimilarities(string name)
    {
        var script = Analysis.Of(name + ".traced.pt").Result;
        var exported = Pipeline().Analyze(
            new(Exported(name), Specimen.Named(name + ".traced.pt").Examples, new(), CompareForward: false), CancellationToken.None);

        foreach (var (one, other) in script.Chains.Zip(exported.Chains))
        {
            CheckSimilarities(one, other);
            Assert.All(one.Runs.Zip(other.Runs), run => Assert.Equal(run.First.AffineR2!.Value, run.Second.AffineR2!.Value, 0.002));
        }
    }

    [Theory]
    [InlineData("masked_transformer", RecoverySteps.None)]
    [InlineData("masked_transformer", RecoverySteps.Linear)]
    [InlineData("bert", RecoverySteps.None)]
    [InlineData("bert", RecoverySteps.Linear)]
    [InlineData("residual_cnn", RecoverySteps.None)]
    [InlineData("residual_cnn", RecoverySteps.Linear)]
    [InlineData("resnet_basic", RecoverySteps.Linear)]
    [InlineData("vit", RecoverySteps.Linear)]
    public void LoseTheSameBlocks(string name, RecoverySteps recovery)
    {
        var options = new PruningOptions
        {
            Recovery = recovery,
            Width = false,
            Threshold = 0.5,
            Metric = QualityMetric.RelativeError,
            MaxDrop = recovery == RecoverySteps.None ? 1 : 0.4,
        };
        var script = Pruned.Of(name + ".traced.pt", options);
        var exported = Pipeline().Prune(
            new(Exported(name), Specimen.Named(name + ".traced.pt").Examples, null, options), CancellationToken.None);

        Assert.NotEmpty(exported.Removed);
        Assert.Equal(script.Removed, exported.Removed);
        Assert.Equal(script.Quality?.Drop ?? 0, exported.Quality?.Drop ?? 0, 0.01);
    }

    /// <summary>The engines round differently, and both in 32 bits; the estimate itself varies by .002 with the groups.</summary>
    internal static void CheckSimilarities(ChainReport one, ChainReport other)
    {
        Assert.Equal(one.Clusters, other.Clusters);
        Check(one, other, chain => chain.Cka!);
        Check(one, other, chain => chain.CkaStandardised!);
        Assert.All(one.Runs.Zip(other.Runs), run => Assert.Equal(run.First.Cosine!.Value, run.Second.Cosine!.Value, 0.002));
    }

    private static void Check(ChainReport one, ChainReport other, Func<ChainReport, Core.Similarity.SimilarityMatrix> matrix)
    {
        for (var i = 0; i < one.Blocks.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.Equal(matrix(one)[i, j] ?? double.NaN, matrix(other)[i, j] ?? double.NaN, 0.002);
            }
        }
    }

    private static byte[] Exported(string name) => File.ReadAllBytes(Path.Combine(Repository.Fixtures, "onnx", name + ".onnx"));

    private static PruningPipeline Pipeline()
    {
        var engine = OrtEngine.Start(new NativeLibrarySearch(Environment.GetEnvironmentVariable, () => []));
        return new(new OnnxModelFormat(engine), new Quiet(), TimeProvider.System);
    }
}
