using MPruner.Core;
using MPruner.Core.Pipeline;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;
using MPruner.Torch;
using TorchSharp;

namespace MPruner.EndToEnd.Tests.Gpu;

/// <summary>The same code with <c>Device</c> <c>cuda</c>, compared with the processor; built with <c>-p:TorchDevice=cuda</c>.</summary>
[Trait("category", "Gpu")]
public sealed class RunningOnAGpu
{
    /// <summary>Convolutions and matrix products are summed in another order; TensorFloat-32 is off by default for products.</summary>
    private const double Tolerance = 2e-3;

    public static TheoryData<string> Models => [.. Specimen.OfFixtures];

    [Theory]
    [MemberData(nameof(Models))]
    public void SimilaritiesAreThoseOfTheProcessor(string model)
    {
        OrSkip();
        var specimen = Specimen.Named(model);
        var found = Analysis.Of(specimen.Model, specimen.Examples, new() { Device = "cuda" }).Result;

        foreach (var (own, expected) in found.Chains.Zip(Analysis.Of(model).Result.Chains))
        {
            Compare(own.Cka!, expected.Cka!);
            Compare(own.CkaStandardised!, expected.CkaStandardised!);
        }
    }

    [Theory]
    [InlineData(RecoverySteps.None)]
    [InlineData(RecoverySteps.Linear)]
    [InlineData(RecoverySteps.Linear | RecoverySteps.Distill)]
    public void APrunedModelRunsOnTheProcessorAsItDidOnTheGpu(RecoverySteps recovery)
    {
        OrSkip();
        var specimen = Specimen.Named("resnet_basic.scripted.pt");
        var options = new PruningOptions
        {
            Device = "cuda",
            Recovery = recovery,
            Threshold = 0,
            MaxDrop = 1e9,
            Metric = QualityMetric.RelativeError,
            Epochs = 1,
        };

        var pruned = Quiet.Pipeline().Prune(new(specimen.Model, specimen.Examples, null, options), CancellationToken.None);
        var judged = Verify("cpu");

        Assert.NotEmpty(pruned.Removed);
        Assert.Equal(Verify("cuda").Drop, judged.Drop, Tolerance * Math.Max(1, judged.Drop));

        QualityReport Verify(string device)
        {
            var own = options with { Device = device };
            var request = new VerificationRequest(specimen.Model, pruned.Output!.Value, specimen.Examples, own);
            return Quiet.Pipeline().Verify(request, CancellationToken.None).Quality!;
        }
    }

    private static void OrSkip()
    {
        _ = new TorchEngine();
        Assert.SkipUnless(torch.cuda.is_available(), "Needs a CUDA device and a build with -p:TorchDevice=cuda");
    }

    private static void Compare(SimilarityMatrix found, SimilarityMatrix expected)
    {
        for (var i = 0; i < expected.Size; i++)
        {
            for (var j = 0; j < expected.Size; j++)
            {
                Assert.Equal(expected[i, j] ?? double.NaN, found[i, j] ?? double.NaN, Tolerance);
            }
        }
    }
}
