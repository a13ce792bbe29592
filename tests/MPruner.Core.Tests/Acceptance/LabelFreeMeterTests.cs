using MPruner.Core.Acceptance;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Acceptance;

public sealed class ScoringAClassifierWithoutLabels
{
    private static readonly float[] Before = [2f, 1f, -1f, 0.5f, 0.4f, 0.3f, -3f, 0f, 3f, 1f, 1.5f, 0f];
    private static readonly float[] After = [1f, 2f, -1f, 0.6f, 0.4f, 0.3f, -3f, 0.5f, 2.5f, 0.2f, 0.1f, 1f];
    private readonly QualityMeter meter = QualityMeter.For(QualityMetric.Agreement);

    [Fact]
    public void AgreesWithNumPy()
    {
        meter.Add(NumericArray.Of(Before, 4, 3), NumericArray.Of(After, 4, 3), null);
        var result = meter.ToMeasurement();
        double[] expected = [0.445888052355822, 0, 0, 0.42459773495645076];
        for (var i = 0; i < 4; i++)
        {
            // The scores are float32 here, but float64 in NumPy.
            Assert.Equal(expected[i], result.Drops[i], 1e-7);
        }

        Assert.Equal(0.5, result.Disagreement);
        Assert.Equal(0.22519955470419525, result.Divergence!.Value, 1e-7);
        Assert.Null(result.Before);
        Assert.Null(result.After);
    }

    [Fact]
    public void IsZeroForAnEqualModel()
    {
        meter.Add(NumericArray.Of(Before, 4, 3), NumericArray.Of(Before, 4, 3), null);
        Assert.All(meter.ToMeasurement().Drops, drop => Assert.Equal(0, drop));
        Assert.Equal(0.0, meter.ToMeasurement().Divergence);
    }

    [Fact]
    public void DoesNotFlattenAModelThatEndsInASoftmax()
    {
        meter.Add(NumericArray.Of([0.9f, 0.1f], 1, 2), NumericArray.Of([0.4f, 0.6f], 1, 2), null);
        Assert.Equal(0.8, meter.ToMeasurement().Drops[0], 1e-6);
    }

    [Fact]
    public void GivesTheSameForScoresAndTheirLogProbabilities()
    {
        meter.Add(NumericArray.Of(Before, 4, 3), NumericArray.Of(After, 4, 3), null);
        var logged = QualityMeter.For(QualityMetric.Agreement);
        logged.Add(NumericArray.Of(LogSoftmax(Before), 4, 3), NumericArray.Of(LogSoftmax(After), 4, 3), null);
        Assert.Equal(meter.ToMeasurement().Drops[0], logged.ToMeasurement().Drops[0], 1e-6);
        Assert.Equal(meter.ToMeasurement().Divergence!.Value, logged.ToMeasurement().Divergence!.Value, 1e-6);
    }

    [Fact]
    public void StaysFiniteForHugeScores()
    {
        meter.Add(NumericArray.Of([3e38f, -3e38f], 1, 2), NumericArray.Of([-3e38f, 3e38f], 1, 2), null);
        Assert.Equal(1.0, meter.ToMeasurement().Drops[0]);
        Assert.True(double.IsFinite(meter.ToMeasurement().Divergence!.Value));
    }

    [Fact]
    public void StaysFiniteForProbabilitiesOfZero()
    {
        meter.Add(NumericArray.Of([1f, 0f], 1, 2), NumericArray.Of([0f, 1f], 1, 2), null);
        Assert.Equal(1.0, meter.ToMeasurement().Drops[0], 1e-12);
        Assert.True(double.IsFinite(meter.ToMeasurement().Divergence!.Value));
    }

    private static float[] LogSoftmax(float[] scores) =>
        [.. scores.Chunk(3).SelectMany(row => row.Select(score => (float)(score - Math.Log(row.Sum(other => Math.Exp(other))))))];
}

public sealed class ScoringSeveralPositions
{
    [Theory]
    [InlineData(QualityMetric.Agreement)]
    [InlineData(QualityMetric.Kl)]
    [InlineData(QualityMetric.Cosine)]
    public void IsTheMeanOverThem(QualityMetric metric)
    {
        float[] before = [3, 1, 0, 2, 1, 5, 2, 2.5f], after = [1, 3, 0, 2, 1, 4, 2.5f, 2];
        var (together, apart) = (QualityMeter.For(metric), QualityMeter.For(metric));
        together.Add(NumericArray.Of(before, 2, 2, 2), NumericArray.Of(after, 2, 2, 2), null);
        apart.Add(NumericArray.Of(before, 4, 2), NumericArray.Of(after, 4, 2), null);
        var (means, drops) = (together.ToMeasurement().Drops, apart.ToMeasurement().Drops);
        Assert.Equal((drops[0] + drops[1]) / 2, means[0], 1e-15);
        Assert.Equal((drops[2] + drops[3]) / 2, means[1], 1e-15);
        Assert.True(means[0] > 0);
    }
}

public sealed class ScoringByCosine
{
    [Fact]
    public void GivesTheAngleWhateverTheLength()
    {
        var meter = QualityMeter.For(QualityMetric.Cosine);
        meter.Add(NumericArray.Of([1f, 0, 1, 0, 1, 0, 0, 0, 0, 0], 5, 2), NumericArray.Of([3f, 0, 0, 2, -1, 0, 0, 0, 0, 1], 5, 2), null);
        Assert.Equal([0, 1, 2, 0, 1], meter.ToMeasurement().Drops);
    }
}

public sealed class ScoringByDistance
{
    private readonly QualityMeter meter = QualityMeter.For(QualityMetric.RelativeError);

    [Fact]
    public void AgreesWithNumPy()
    {
        // y₀ = sin(0…11) + 5, y₁ = y₀ + cos(0…11)/10, 4 examples of 3; float64.
        var before = Enumerable.Range(0, 12).Select(i => Math.Sin(i) + 5).ToArray();
        var after = before.Select((value, i) => value + (0.1 * Math.Cos(i))).ToArray();
        Add(before, after, 0, 1);
        Add(before, after, 1, 3);
        double[] expected = [0.009813170223332206, 0.009965177018308737, 0.010123693504252212, 0.010276092348770301];
        var drops = meter.ToMeasurement().Drops;
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i], drops[i], 1e-14);
        }
    }

    [Fact]
    public void GivesOneForTheMeanOfTheOriginal()
    {
        float[] before = [1, 10, 2, 20, 6, 60], mean = [3, 30, 3, 30, 3, 30];
        meter.Add(NumericArray.Of(before, 3, 2), NumericArray.Of(mean, 3, 2), null);
        Assert.Equal(1.0, meter.ToMeasurement().Drops.Average(), 1e-12);
    }

    [Fact]
    public void TakesAVectorAsOneNumberPerExample()
    {
        meter.Add(NumericArray.Of([0f, 2f], 2), NumericArray.Of([1f, 2f], 2), null);
        Assert.Equal([1, 0], meter.ToMeasurement().Drops);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1000.1f)]
    public void RefusesAnOriginalThatDoesNotVary(float value)
    {
        meter.Add(NumericArray.Of([value, value, value], 3, 1), NumericArray.Of([value, value, 1f], 3, 1), null);
        Assert.Equal("MPR3316", Assert.Throws<PrunerException>(meter.ToMeasurement).Code);
    }

    [Fact]
    public void RefusesASizeThatChangesBetweenBatches()
    {
        meter.Add(NumericArray.Of([1f, 2f], 1, 2), NumericArray.Of([1f, 2f], 1, 2), null);
        var larger = NumericArray.Of([1f, 2f, 3f], 1, 3);
        var error = Assert.Throws<PrunerException>(() => meter.Add(larger, larger, null));
        Assert.Equal("MPR3317", error.Code);
    }

    private void Add(double[] before, double[] after, int from, int count) =>
        meter.Add(
            Similarity.Representations.OfDoubles(before[(3 * from)..(3 * (from + count))], 1) with { Shape = [count, 3] },
            Similarity.Representations.OfDoubles(after[(3 * from)..(3 * (from + count))], 1) with { Shape = [count, 3] },
            null);
}

public sealed class OutputsThatAreNotFinite
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void RejectACandidate(float value)
    {
        foreach (var metric in Enum.GetValues<QualityMetric>().Where(m => m != QualityMetric.Auto))
        {
            var meter = QualityMeter.For(metric);
            meter.Add(NumericArray.Of([1f, 2f], 1, 2), NumericArray.Of([1f, 2f], 1, 2), NumericArray.Of([0L], 1));
            meter.Add(NumericArray.Of([1f, 2f, 4f, 3f], 2, 2), NumericArray.Of([1f, 2f, 4f, value], 2, 2), NumericArray.Of([0L, 1], 2));
            Assert.Contains("example 2 ", meter.Failure, StringComparison.Ordinal);
            Assert.Equal(double.PositiveInfinity, meter.ToMeasurement().Distance);
            var decision = new AcceptanceGuard(1e9, 0.5).Judge(meter.ToMeasurement());
            Assert.False(decision.Accepted);
            Assert.Null(decision.Report);
            Assert.StartsWith("rejected: ", decision.Decision, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OfTheOriginalAreAnError()
    {
        var meter = QualityMeter.For(QualityMetric.Agreement);
        meter.Add(NumericArray.Of([1f, 2f], 1, 2), NumericArray.Of([1f, 2f], 1, 2), null);
        var original = NumericArray.Of([1f, 2f, float.NaN, 0f], 2, 2);
        var error = Assert.Throws<PrunerException>(() => meter.Add(original, NumericArray.Of([1f, 2f, 0f, 0f], 2, 2), null));
        Assert.Equal("MPR3311", error.Code);
        Assert.Contains("example 2:", error.Message, StringComparison.Ordinal);
    }
}

public sealed class OutputsOfAnotherShape
{
    [Fact]
    public void RejectACandidate()
    {
        var meter = QualityMeter.For(QualityMetric.RelativeError);
        meter.Add(NumericArray.Of([1f, 2f], 2, 1), NumericArray.Of([1f, 2f], 2), null);
        Assert.Equal("its output is float32[2] where the original's is float32[2, 1]", meter.Failure);
    }
}
