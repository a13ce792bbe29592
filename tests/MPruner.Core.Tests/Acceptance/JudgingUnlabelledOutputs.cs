using MPruner.Core.Acceptance;

namespace MPruner.Core.Tests.Acceptance;

public sealed class JudgingUnlabelledOutputs
{
    private const double MaxDrop = 0.01;

    public static TheoryData<string> NotClasses => [.. Outputs.NotClasses.Keys];

    public static TheoryData<string> Classes => [.. Outputs.Classes.Keys];

    [Theory]
    [MemberData(nameof(Classes))]
    public void TakesTheScoresOfAClassifierForClasses(string name)
    {
        var choice = Choose(Outputs.Classes[name]());
        Assert.Equal(QualityMetric.Agreement, choice.Metric);
        Assert.Null(choice.Note);
    }

    [Theory]
    [MemberData(nameof(NotClasses))]
    public void TakesNothingElseForClasses(string name)
    {
        var choice = Choose(Outputs.NotClasses[name]());
        Assert.Equal(name.StartsWith("unit", StringComparison.Ordinal) || name.StartsWith("narrow", StringComparison.Ordinal)
            ? QualityMetric.Cosine
            : QualityMetric.RelativeError, choice.Metric);
        Assert.Equal("MPR2308", choice.Note!.Code);
    }

    [Theory]
    [MemberData(nameof(NotClasses))]
    public void RefusesACandidateWhoseErrorIsTenTimesTheLimit(string name)
    {
        var original = Outputs.NotClasses[name]();
        foreach (var metric in new[] { QualityMetric.Cosine, QualityMetric.RelativeError })
        {
            var candidate = WithError(original, metric, 10 * MaxDrop);
            var meter = QualityMeter.For(Choose(original).Metric);
            meter.Add(Outputs.Array(original), Outputs.Array(candidate), null);
            var decision = new AcceptanceGuard(MaxDrop, 0.5).Judge(meter.ToMeasurement());
            Assert.False(decision.Accepted, $"{name}: {metric} of {10 * MaxDrop} was accepted: {decision.Report}");
        }
    }

    /// <summary>The original plus noise, scaled so that the mean drop in a metric is a given one.</summary>
    private static double[][] WithError(double[][] original, QualityMetric metric, double error)
    {
        var noise = Outputs.Normal(original[0].Length, 1, seed: 9);
        var (low, high) = (0.0, 1e4);
        for (var step = 0; step < 60; step++)
        {
            var middle = Math.Sqrt(Math.Max(low, 1e-8) * high);
            var meter = QualityMeter.For(metric);
            meter.Add(Outputs.Array(original), Outputs.Array(Noisy(middle)), null);
            (low, high) = meter.ToMeasurement().Mean < error ? (middle, high) : (low, middle);
        }

        return Noisy(high);

        double[][] Noisy(double scale) => [.. original.Zip(noise, (row, n) => row.Zip(n, (a, b) => a + (scale * b)).ToArray())];
    }

    private static MetricChoice Choose(double[][] rows)
    {
        var array = Outputs.Array(rows);
        var output = OutputSample.Of(array.Type, array.Shape);
        output.Evidence!.Add(array.ToDoubles());
        return MetricChoice.For(QualityMetric.Auto, output, null);
    }
}
