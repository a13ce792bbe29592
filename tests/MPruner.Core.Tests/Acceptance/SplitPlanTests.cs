using MPruner.Core.Acceptance;

namespace MPruner.Core.Tests.Acceptance;

public sealed class SplittingExamples
{
    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(511)]
    [InlineData(512)]
    public void CutsTheEvaluationOutOfTheCalibrationDataWithoutUsingARowTwice(int examples)
    {
        var plan = SplitPlan.Make(examples, 0, 3);
        Assert.True(plan.CutFromCalibration);
        Assert.Equal(examples / 4, plan.Tune.Length);
        Assert.Equal(examples / 4, plan.Accept.Length);
        Assert.Equal(Enumerable.Range(0, examples), plan.Calibrate.Concat(plan.Tune).Concat(plan.Accept).Order());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(5000)]
    public void HalvesTheEvaluationDataAndMeasuresAllCalibrationData(int examples)
    {
        var plan = SplitPlan.Make(100, examples, 3);
        Assert.False(plan.CutFromCalibration);
        Assert.Equal(Enumerable.Range(0, 100), plan.Calibrate);
        Assert.Equal(examples / 2, plan.Tune.Length);
        Assert.Equal(Enumerable.Range(0, examples), plan.Tune.Concat(plan.Accept).Order());
    }

    [Fact]
    public void KeepsTheIndicesAscending()
    {
        var plan = SplitPlan.Make(400, 0, 1);
        Assert.Equal(plan.Calibrate.Order(), plan.Calibrate);
        Assert.Equal(plan.Tune.Order(), plan.Tune);
        Assert.Equal(plan.Accept.Order(), plan.Accept);
    }

    [Fact]
    public void GivesTheSameSplitsForTheSameSeed()
    {
        Assert.Equal(SplitPlan.Make(64, 0, 42).Tune, SplitPlan.Make(64, 0, 42).Tune);
        Assert.Equal(SplitPlan.Make(64, 0, 42).Accept, SplitPlan.Make(64, 0, 42).Accept);
    }

    [Fact]
    public void GivesOtherSplitsForAnotherSeed() => Assert.NotEqual(SplitPlan.Make(64, 0, 42).Tune, SplitPlan.Make(64, 0, 43).Tune);

    [Fact]
    public void GivesTheSameSplitsInAllVersions() =>
        // A change here changes every user's result for the same seed.
        Assert.Equal([2, 5, 9, 17, 19], SplitPlan.Make(20, 0, 0).Tune);

    [Fact]
    public void DrawsRowsFromTheWholeFile()
    {
        // Data files are often sorted by class. 250 of 1,000 rows: mean row 499.5, standard error about 16; the tolerance is 5 of them.
        var plan = SplitPlan.Make(1000, 0, 9);
        Assert.InRange(plan.Tune.Average(), 420, 580);
        Assert.InRange(plan.Accept.Average(), 420, 580);
    }

    [Theory]
    [InlineData(7, 0)]
    [InlineData(100, 3)]
    public void RefusesTooFewExamples(int calibration, int evaluation) =>
        Assert.Equal("MPR3301", Assert.Throws<PrunerException>(() => SplitPlan.Make(calibration, evaluation, 0)).Code);
}
