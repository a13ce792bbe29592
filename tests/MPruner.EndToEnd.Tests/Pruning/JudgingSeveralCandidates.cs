using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>Several candidates are judged on the accept split.</summary>
public sealed class JudgingSeveralCandidates
{
    private const string Model = "shared_stages.scripted.pt";

    /// <summary>The limit lies a number of standard errors above the mean.</summary>
    /// <remarks>One-sided normal quantiles are 0 at 0.5, 0.674 at 0.75, 0.842 at 0.8, 0.967 at 0.833 and 1.645 at 0.95.</remarks>
    [Theory]
    [InlineData(0.5, 0.01, new[] { true, false, false })]
    [InlineData(0.5, 0.7, new[] { true, true, false })]
    [InlineData(0.5, 1.0, new[] { true, true, true })]
    [InlineData(0.8, 0.8, new[] { false, false, false })]
    [InlineData(0.8, 0.9, new[] { true, true, false })]
    [InlineData(0.95, 1.6, new[] { false, false, false })]
    [InlineData(0.95, 1.7, new[] { true, true, true })]
    public void NeedsMoreConfidenceEachTime(double confidence, double errors, bool[] accepted)
    {
        var opened = Analysis.Measured(Model);
        var examples = BoundExamples.Bind(Specimen.Named(Model).Examples, opened.Signature);
        var file = opened.Write(new Candidate(opened, [opened.Blocks.First(b => b.Removable)]));
        using var original = Quiet.Run(new PruningOptions()).Bench.Run(Specimen.Named(Model).Model);
        var any = Judge(new PruningOptions { MaxDrop = AcceptanceGuard.Off });
        var measured = any.Judge(file, "").Report!;

        // The 95% interval reaches 1.96 standard errors to both sides.
        var error = (measured.High - measured.Low) / (2 * 1.959964);
        var judge = Judge(new PruningOptions { Confidence = confidence, MaxDrop = measured.Drop + (errors * error) });
        var tuned = accepted.Select(_ => judge.Judge(file, "").Report!).ToList();
        var looks = accepted.Select(_ => judge.Accept(file).Report!).ToList();

        Assert.True(error > 0);
        Assert.Equal(accepted, tuned.Select(l => l.Accepted));
        Assert.Equal(accepted, looks.Select(l => l.Accepted));
        Assert.All(looks, look => Assert.Equal(tuned[0].Bound, look.Bound));

        CandidateJudge Judge(PruningOptions options) => new(
            Quiet.Run(options),
            new(original, examples),
            new(examples, examples, examples) { Measured = examples },
            QualityMetric.Agreement);
    }
}
