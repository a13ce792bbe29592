using MPruner.Core.Acceptance;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Acceptance;

public sealed class ChoosingTheMetric
{
    [Theory]
    [InlineData(new long[] { 32, 10 }, new long[] { 5000 })]
    [InlineData(new long[] { 32, 10 }, new long[] { 5000, 1 })]
    [InlineData(new long[] { 32, 96, 7 }, new long[] { 5000, 96 })]
    public void TakesAccuracyWhereClassNumbersFitScores(long[] output, long[] labels)
    {
        var choice = Choose(output, ElementType.Int64, labels);
        Assert.Equal(QualityMetric.Accuracy, choice.Metric);
        Assert.True(choice.UsesLabels);
        Assert.Null(choice.Note);
    }

    [Fact]
    public void TakesAgreementWhereTheCalibrationDataHaveClassNumbers()
    {
        var output = OutputSample.Of(ElementType.Float32, [32, 10]);
        Assert.Equal(
            QualityMetric.Agreement,
            MetricChoice.For(QualityMetric.Auto, output, null, new ArrayHeader("labels", ElementType.Int64, [512])).Metric);
        Assert.Equal(
            QualityMetric.RelativeError,
            MetricChoice.For(QualityMetric.Auto, output, null, new ArrayHeader("labels", ElementType.Float32, [512, 10])).Metric);
    }

    [Theory]
    [InlineData(new long[] { 32 })]
    [InlineData(new long[] { 32, 1 })]
    [InlineData(new long[] { 32, 3, 64, 64 })]
    public void TakesTheRelativeErrorForOutputsThatCannotBeClasses(long[] output)
    {
        Assert.Equal(QualityMetric.RelativeError, Choose(output).Metric);
        Assert.Null(Choose(output).Note);
    }

    [Theory]
    [InlineData(new long[] { 32, 10 })]
    [InlineData(new long[] { 32, 96, 7 })]
    public void SaysWhatItAssumesWithoutEvidence(long[] output)
    {
        var choice = Choose(output);
        Assert.Equal(QualityMetric.RelativeError, choice.Metric);
        Assert.Equal("MPR2308", choice.Note!.Code);
        Assert.Contains("Set Metric", choice.Note.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(QualityMetric.Agreement)]
    [InlineData(QualityMetric.Cosine)]
    [InlineData(QualityMetric.Kl)]
    [InlineData(QualityMetric.RelativeError)]
    public void ObeysTheUser(QualityMetric metric)
    {
        var output = OutputSample.Of(ElementType.Float32, [32, 10]);
        var choice = MetricChoice.For(metric, output, new ArrayHeader("labels", ElementType.Int64, [5000]));
        Assert.Equal(metric, choice.Metric);
        Assert.False(choice.UsesLabels);
        Assert.Null(choice.Note);
    }

    [Fact]
    public void RefusesAccuracyWithoutLabels()
    {
        var output = OutputSample.Of(ElementType.Float32, [32, 10]);
        Assert.Equal("MPR3321", Assert.Throws<PrunerException>(() => MetricChoice.For(QualityMetric.Accuracy, output, null)).Code);
    }

    [Theory]
    [InlineData(QualityMetric.Accuracy)]
    [InlineData(QualityMetric.Agreement)]
    [InlineData(QualityMetric.Cosine)]
    [InlineData(QualityMetric.Kl)]
    public void RefusesAMetricThatTheOutputDoesNotAllow(QualityMetric metric)
    {
        var output = OutputSample.Of(ElementType.Float32, [32, 1]);
        Assert.Equal("MPR3320", Assert.Throws<PrunerException>(() => MetricChoice.For(metric, output, null)).Code);
    }

    [Fact]
    public void DoesNotTakeIntegerOutputsForScores() =>
        Assert.Equal(
            QualityMetric.RelativeError,
            MetricChoice.For(QualityMetric.Auto, OutputSample.Of(ElementType.Int64, [32, 10]), null).Metric);

    [Theory]
    [InlineData(new long[] { 32, 1 }, ElementType.Int64, new long[] { 5000 })]
    [InlineData(new long[] { 32, 3 }, ElementType.Float32, new long[] { 5000, 3 })]
    [InlineData(new long[] { 32, 3, 8, 8 }, ElementType.UInt8, new long[] { 5000, 3, 8, 8 })]
    public void SaysWhenLabelsGoUnused(long[] output, ElementType type, long[] labels)
    {
        var choice = Choose(output, type, labels);
        Assert.Equal(QualityMetric.RelativeError, choice.Metric);
        Assert.False(choice.UsesLabels);
        Assert.Equal("MPR2303", choice.Note!.Code);
        Assert.Contains("'labels'", choice.Note.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 32, 10 }, ElementType.Int64, new long[] { 5000, 3 }, "MPR3313")]
    [InlineData(new long[] { 32, 10 }, ElementType.Int64, new long[] { }, "MPR3313")]
    [InlineData(new long[] { 32, 96, 7 }, ElementType.Int64, new long[] { 5000 }, "MPR3313")]
    [InlineData(new long[] { 32, 96, 7 }, ElementType.Int64, new long[] { 5000, 95 }, "MPR3313")]
    [InlineData(new long[] { 32, 10 }, ElementType.Float32, new long[] { 5000 }, "MPR3314")]
    public void RefusesLabelsThatDoNotFit(long[] output, ElementType type, long[] labels, string code)
    {
        var error = Assert.Throws<PrunerException>(() => Choose(output, type, labels));
        Assert.Equal(code, error.Code);
        Assert.Contains(ArrayDescription.Of(ElementType.Float32, output), error.Message, StringComparison.Ordinal);
    }

    private static MetricChoice Choose(long[] output, ElementType? type = null, long[]? labels = null) =>
        MetricChoice.For(
            QualityMetric.Auto,
            OutputSample.Of(ElementType.Float32, [.. output]),
            labels is null ? null : new ArrayHeader("labels", type!.Value, [.. labels]));
}
