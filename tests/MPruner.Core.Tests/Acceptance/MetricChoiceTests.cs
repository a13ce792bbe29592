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
    public void TakesTheExpectedDropForAClassifierWithoutLabels() =>
        Assert.Equal(QualityMetric.ExpectedAccuracyDrop, Choose([32, 10]).Metric);

    [Theory]
    [InlineData(new long[] { 32 })]
    [InlineData(new long[] { 32, 1 })]
    [InlineData(new long[] { 32, 96, 7 })]
    [InlineData(new long[] { 32, 3, 64, 64 })]
    public void TakesTheRelativeErrorForOtherOutputsWithoutLabels(long[] output) =>
        Assert.Equal(QualityMetric.RelativeSquaredError, Choose(output).Metric);

    [Fact]
    public void DoesNotTakeIntegerOutputsForScores() =>
        Assert.Equal(QualityMetric.RelativeSquaredError, MetricChoice.For(ElementType.Int64, [32, 10], null).Metric);

    [Theory]
    [InlineData(new long[] { 32, 1 }, ElementType.Int64, new long[] { 5000 })]
    [InlineData(new long[] { 32, 3 }, ElementType.Float32, new long[] { 5000, 3 })]
    [InlineData(new long[] { 32, 3, 8, 8 }, ElementType.UInt8, new long[] { 5000, 3, 8, 8 })]
    public void SaysWhenLabelsGoUnused(long[] output, ElementType type, long[] labels)
    {
        var choice = Choose(output, type, labels);
        Assert.Equal(QualityMetric.RelativeSquaredError, choice.Metric);
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

    [Theory]
    [InlineData(ElementType.Float32, new long[] { })]
    [InlineData(ElementType.Complex64, new long[] { 4, 2 })]
    [InlineData(ElementType.QInt8, new long[] { 4, 2 })]
    public void RefusesAnOutputWithoutExamplesOrNumbers(ElementType type, long[] output) =>
        Assert.Equal("MPR3312", Assert.Throws<PrunerException>(() => MetricChoice.For(type, [.. output], null)).Code);

    private static MetricChoice Choose(long[] output, ElementType? type = null, long[]? labels = null) =>
        MetricChoice.For(ElementType.Float32, [.. output], labels is null ? null : new ArrayHeader("labels", type!.Value, [.. labels]));
}
