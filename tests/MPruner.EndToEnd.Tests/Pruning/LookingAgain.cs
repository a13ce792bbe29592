using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Recovery;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>The accept split is looked at for several candidates.</summary>
public sealed class LookingAgain
{
    private const string Model = "shared_stages.scripted.pt";

    /// <summary>Normal quantiles from a table.</summary>
    [Theory]
    [InlineData(0.5, new[] { 0.0, 0.674490, 0.967422 })]
    [InlineData(0.8, new[] { 0.841621, 0.841621, 0.967422 })]
    [InlineData(0.95, new[] { 1.644854, 1.644854, 1.644854 })]
    public void AsksForMoreEachTime(double confidence, double[] quantiles)
    {
        var subject = Analysis.Measured(Model);
        var examples = BoundExamples.Bind(Specimen.Named(Model).Examples, subject.Forward).Unlabelled();
        using var judge = new CandidateJudge(
            new TorchEngine(), Specimen.Named(Model).Model, examples, examples, new PruningOptions { Confidence = confidence, MaxDrop = 0.5 }, new Quiet(), CancellationToken.None);
        var file = new Candidate(subject, [subject.Blocks.First(b => b.Removable)]).ToProgram().Write();

        var tuned = judge.Judge(file, "").Report!;
        var looks = quantiles.Select(_ => judge.Accept(file).Report!).ToList();

        // The 95% interval reaches 1.96 standard errors to both sides.
        var error = (tuned.High - tuned.Low) / (2 * 1.959964);
        Assert.True(error > 0);
        Assert.Equal(tuned.Bound, looks[0].Bound);
        Assert.All(looks.Zip(quantiles), look => Assert.Equal(tuned.Drop + (look.Second * error), look.First.Bound, 1e-6));
        Assert.All(looks, look => Assert.Equal(look.Bound <= 0.5, look.Accepted));
    }
}
