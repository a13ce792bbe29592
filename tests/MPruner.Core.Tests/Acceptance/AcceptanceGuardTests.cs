using System.Collections.Immutable;
using MPruner.Core.Acceptance;

namespace MPruner.Core.Tests.Acceptance;

public sealed class JudgingACandidate
{
    // Mean .02, sample variance 1.96 / 99, standard error √(1.96/99/100) = .0140705…
    private static readonly ImmutableArray<double> TwoOfAHundred = [.. Enumerable.Range(0, 100).Select(i => i < 2 ? 1.0 : 0.0)];
    private static readonly double Error = Math.Sqrt(1.96 / 99 / 100);

    [Fact]
    public void ComparesTheBareMeanAtConfidenceOneHalf()
    {
        var decision = Judge(TwoOfAHundred, 0.02, 0.5);
        Assert.True(decision.Accepted);
        Assert.Equal(0.02, decision.Report!.Bound);
        Assert.Equal(decision.Report.Drop, decision.Report.Bound);
        Assert.Equal("accepted", decision.Decision);
    }

    [Fact]
    public void RejectsAMeanJustAbove() => Assert.False(Judge(TwoOfAHundred, 0.0199999, 0.5).Accepted);

    [Fact]
    public void AddsTheQuantileOfTheConfidence()
    {
        var report = Judge(TwoOfAHundred, 0.02, 0.95).Report!;
        Assert.Equal(0.02 + (1.6448536269514722 * Error), report.Bound, 1e-12);
        Assert.False(report.Accepted);
    }

    [Fact]
    public void ReportsTheTwoSidedIntervalAtAnyConfidence()
    {
        foreach (var confidence in new[] { 0.5, 0.9 })
        {
            var report = Judge(TwoOfAHundred, 0.02, confidence).Report!;
            Assert.Equal(0.02 - (1.959963984540054 * Error), report.Low, 1e-12);
            Assert.Equal(0.02 + (1.959963984540054 * Error), report.High, 1e-12);
        }
    }

    /// <summary>The rule of three: with 95% confidence an event that never occurs in 100 examples is as rare as 3 in 100.</summary>
    [Fact]
    public void ReportsNoPointWhereNoAnswerChanged()
    {
        var report = Judge([.. new double[100]], 0.02, 0.5).Report!;
        Assert.Equal((-0.03, 0.03), (report.Low, report.High));
    }

    [Fact]
    public void CarriesMetricAndAccuracies()
    {
        var decision = new AcceptanceGuard(0.1, 0.5).Judge(new(QualityMetric.Accuracy, TwoOfAHundred) { Before = 0.9, After = 0.88 });
        var report = decision.Report!;
        Assert.Equal(("accuracy", 0.9, 0.88, 100), (report.Metric, report.Before!.Value, report.After!.Value, report.Examples));
    }

    [Fact]
    public void SaysWhyItRejects() =>
        Assert.Equal(
            "rejected: the drop, 0.02, may be up to 0.04314 at confidence 0.95, more than 0.01",
            Judge(TwoOfAHundred, 0.01, 0.95).Decision);

    [Fact]
    public void AcceptsACandidateThatIsBetter() => Assert.True(Judge([.. TwoOfAHundred.Select(drop => -drop)], 0, 0.5).Accepted);

    [Fact]
    public void AcceptsEverythingWhenOffAndSaysSo()
    {
        var decision = Judge([.. Enumerable.Repeat(1.0, 10)], 1e9, 0.99);
        Assert.True(decision.Accepted);
        Assert.Equal("MPR2302", Assert.Single(decision.Warnings).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void RefusesToJudgeOnLessThanTwoExamples(int examples) =>
        Assert.Equal("MPR3318", Assert.Throws<PrunerException>(() => Judge([.. TwoOfAHundred.Take(examples)], 1, 0.5)).Code);

    [Fact]
    public void RejectsWhatCannotBeExpressed()
    {
        var decision = Judge([1e300, 0, 0], 1e9, 0.5);
        Assert.False(decision.Accepted);
        Assert.Null(decision.Report);
    }

    [Theory]
    [InlineData(-0.1, 0.5)]
    [InlineData(double.NaN, 0.5)]
    [InlineData(0.1, 0.49)]
    [InlineData(0.1, 1.0)]
    public void RefusesOptionsOutsideTheirRange(double maxDrop, double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new AcceptanceGuard(maxDrop, confidence));

    private static GuardDecision Judge(ImmutableArray<double> drops, double maxDrop, double confidence) =>
        new AcceptanceGuard(maxDrop, confidence).Judge(new(QualityMetric.Accuracy, drops));
}

public sealed class EvidenceThatIsThin
{
    [Fact]
    public void IsReportedWithTheNumberOfExamplesNeeded()
    {
        // Mean 0, standard error .0141…; the margin is 1.96 · .0141 = .0278, the room is .02: 100 · (.0278/.02)² = 194.
        ImmutableArray<double> drops = [1, -1, .. Enumerable.Repeat(0.0, 98)];
        var warning = Warning(QualityMetric.Accuracy, drops, 0.01);
        Assert.Equal("MPR2301", warning!.Code);
        Assert.Contains("About 195 examples", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNoLongerThinWithThatNumber()
    {
        ImmutableArray<double> drops = [1, 1, -1, -1, .. Enumerable.Repeat(0.0, 196)];
        Assert.Null(Warning(QualityMetric.Accuracy, drops, 0.01));
    }

    [Fact]
    public void FollowsTheRuleOfThreeWhereNoExampleDiffers()
    {
        Assert.Contains("About 150 examples", Warning(QualityMetric.Accuracy, Zeros(100), 0.01)!.Message, StringComparison.Ordinal);
        Assert.Null(Warning(QualityMetric.Accuracy, Zeros(150), 0.01));
    }

    [Fact]
    public void DoesNotConcernEqualOutputsOfARegression() => Assert.Null(Warning(QualityMetric.RelativeError, Zeros(10), 0.01));

    [Fact]
    public void NeedsNoMoreExamplesToRejectAnEvidentDrop() => Assert.Null(Warning(QualityMetric.Accuracy, [1, 1, 0, 1], 0.01));

    [Fact]
    public void CannotBeCuredWhereNothingMayBeLost() =>
        Assert.Contains("No number of examples", Warning(QualityMetric.Accuracy, [1, -1, 0, 0], 0)!.Message, StringComparison.Ordinal);

    private static ImmutableArray<double> Zeros(int count) => [.. Enumerable.Repeat(0.0, count)];

    private static Diagnostic? Warning(QualityMetric metric, ImmutableArray<double> drops, double maxDrop) =>
        new AcceptanceGuard(maxDrop, 0.5).Judge(new(metric, drops)).Warnings.SingleOrDefault();
}
