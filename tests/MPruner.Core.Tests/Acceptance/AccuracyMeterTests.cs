using MPruner.Core.Acceptance;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Acceptance;

public sealed class ScoringByLabels
{
    private readonly QualityMeter meter = QualityMeter.For(QualityMetric.Accuracy);

    [Fact]
    public void PairsExampleByExample()
    {
        // Correct before: 0, 1, 2; correct after: 0, 3.
        meter.Add(Scores(4, 3, 0, 1, 2, 0), Scores(4, 3, 0, 0, 0, 1), NumericArray.Of([0L, 1, 2, 1], 4));
        var result = meter.ToMeasurement();
        Assert.Equal([0, 1, 1, -1], result.Drops);
        Assert.Equal(0.75, result.Before);
        Assert.Equal(0.5, result.After);
    }

    [Fact]
    public void DoesNotDependOnTheBatches()
    {
        int[] before = [0, 1, 2, 0, 1], after = [0, 1, 1, 2, 1];
        long[] labels = [0, 1, 2, 0, 0];
        meter.Add(Scores(5, 3, before), Scores(5, 3, after), NumericArray.Of(labels, 5));
        var inBatches = QualityMeter.For(QualityMetric.Accuracy);
        inBatches.Add(Scores(2, 3, before[..2]), Scores(2, 3, after[..2]), NumericArray.Of(labels.AsSpan(0, 2), 2));
        inBatches.Add(Scores(3, 3, before[2..]), Scores(3, 3, after[2..]), NumericArray.Of(labels.AsSpan(2), 3, 1));
        Assert.Equal(meter.ToMeasurement().Drops, inBatches.ToMeasurement().Drops);
    }

    [Fact]
    public void TakesTheFirstOfEqualScores()
    {
        var tie = NumericArray.Of([1f, 1f], 1, 2);
        meter.Add(tie, tie, NumericArray.Of([0L], 1));
        Assert.Equal(1.0, meter.ToMeasurement().Before);
    }

    [Fact]
    public void AveragesAnExampleOverItsLabelledPositions()
    {
        // Two examples of three positions; -100 marks padding. Example 0: 2 of 2 correct before, 1 of 2 after. Example 1: 1 of 1, 1 of 1.
        var before = Scores(6, 2, 0, 1, 1, 1, 0, 0) with { Shape = [2, 3, 2] };
        var after = Scores(6, 2, 0, 0, 0, 1, 1, 1) with { Shape = [2, 3, 2] };
        meter.Add(before, after, NumericArray.Of([0L, 1, -100, 1, -100, -100], 2, 3));
        var result = meter.ToMeasurement();
        Assert.Equal([0.5, 0], result.Drops);
        Assert.Equal(1.0, result.Before);
        Assert.Equal(0.75, result.After);
    }

    [Fact]
    public void LeavesOutAnExampleWithoutAnyLabel()
    {
        var scores = Scores(4, 2, 0, 1, 1, 1) with { Shape = [2, 2, 2] };
        meter.Add(scores, scores, NumericArray.Of([-100L, -100, 1, 1], 2, 2));
        Assert.Equal([0], meter.ToMeasurement().Drops);
    }

    [Theory]
    [InlineData(3, "MPR3315", "0 to 2")]
    [InlineData(-100, "MPR3315", "example 7")]
    public void RefusesAClassThatTheModelDoesNotHave(long label, string code, string told)
    {
        meter.Add(Scores(6, 3, 0, 0, 0, 0, 0, 0), Scores(6, 3, 0, 0, 0, 0, 0, 0), NumericArray.Of([0L, 0, 0, 0, 0, 0], 6));
        var error = Assert.Throws<PrunerException>(
            () => meter.Add(Scores(2, 3, 0, 1), Scores(2, 3, 0, 1), NumericArray.Of([0L, label], 2)));
        Assert.Equal(code, error.Code);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesFewerLabelsThanExamples()
    {
        var error = Assert.Throws<PrunerException>(() => meter.Add(Scores(2, 3, 0, 1), Scores(2, 3, 0, 1), NumericArray.Of([0L], 1)));
        Assert.Equal("MPR3313", error.Code);
    }

    [Fact]
    public void RefusesFloatLabels()
    {
        var error = Assert.Throws<PrunerException>(() => meter.Add(Scores(1, 3, 0), Scores(1, 3, 0), NumericArray.Of([0f], 1)));
        Assert.Equal("MPR3314", error.Code);
    }

    /// <summary>Rows of scores with the highest at the given class.</summary>
    internal static NumericArray Scores(int rows, int classes, params int[] best)
    {
        var values = new float[rows * classes];
        for (var row = 0; row < rows; row++)
        {
            values[(row * classes) + best[row]] = 3 + row;
        }

        return NumericArray.Of(values, rows, classes);
    }
}
