using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Acceptance;

public sealed class ScoringWithPadding
{
    /// <summary>Two examples of three tokens, the second of which has one token of padding at its end.</summary>
    private static readonly ImmutableArray<bool> Tokens = [true, true, true, true, true, false];
    private static readonly float[] Before = [3, 1, 0, 2, 1, 5, 2, 2.5f, 1, 4, 7, 7];
    private static readonly float[] After = [1, 3, 0, 2, 1, 4, 2.5f, 2, 1, 3, -9, 5];

    [Theory]
    [InlineData(QualityMetric.Agreement)]
    [InlineData(QualityMetric.Kl)]
    [InlineData(QualityMetric.Cosine)]
    [InlineData(QualityMetric.RelativeError)]
    [InlineData(QualityMetric.Accuracy)]
    public void DoesNotDependOnWhatIsThere(QualityMetric metric)
    {
        var expected = Drops(metric, Before, After);
        Assert.Equal(expected, Drops(metric, Before, [.. After[..^2], 40, -1]));
        Assert.Equal(expected, Drops(metric, [.. Before[..^2], 8, 0], After));
        Assert.Equal(expected, Drops(metric, [.. Before[..^2], float.NaN, 0], [.. After[..^2], float.NaN, 0]));
        Assert.NotEqual(expected, Drops(metric, Before, [.. After[..6], 2, 9, .. After[8..]]));
    }

    [Fact]
    public void TakesTheMeanOverTheOtherTokens()
    {
        var token = QualityMeter.For(QualityMetric.Cosine);
        token.Add(NumericArray.Of(Before, 6, 2), NumericArray.Of(After, 6, 2), null);
        var each = token.ToMeasurement().Drops;
        var drops = Drops(QualityMetric.Cosine, Before, After);
        Assert.Equal((each[0] + each[1] + each[2]) / 3, drops[0], 1e-15);
        Assert.Equal((each[3] + each[4]) / 2, drops[1], 1e-15);
    }

    [Fact]
    public void MeasuresTheVarianceOverTheOtherTokens()
    {
        // Token 0: means 1.5 and 1.75, token 1: 0.5 and 3; token 2 has one example, so no variance.
        var variance = ((2 * (1.5 * 1.5)) + (2 * (0.5 * 0.5)) + (2 * (0.75 * 0.75)) + (2 * (1.0 * 1.0))) / 2;
        var drops = Drops(QualityMetric.RelativeError, [3, 1, 0, 2, 1, 5, 0, 2.5f, 1, 4, 7, 7], After);
        Assert.Equal((4 + 4 + 0 + 0 + 0 + 1) / variance, drops[0], 1e-12);
    }

    private static ImmutableArray<double> Drops(QualityMetric metric, float[] before, float[] after)
    {
        var meter = QualityMeter.For(metric);
        var labels = metric == QualityMetric.Accuracy ? NumericArray.Of([0L, 1, 1, 1, 1, 0], 2, 3) : null;
        meter.Add(NumericArray.Of(before, 2, 3, 2), NumericArray.Of(after, 2, 3, 2), labels, Tokens);
        Assert.Null(meter.Failure);
        return meter.ToMeasurement().Drops;
    }
}
