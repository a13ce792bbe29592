using System.Collections.Immutable;
using MPruner.Core.Ports;
using MPruner.Core.Reports;

namespace MPruner.Core.Tests.Pipeline;

public sealed class PruningWithRepeatedExamples
{
    private static readonly Numbers Evaluation = Numbers.From(0, 400, Labels);

    [Theory]
    [InlineData(RecoverySteps.Finetune)]
    [InlineData(RecoverySteps.Distill)]
    [InlineData(RecoverySteps.Linear | RecoverySteps.Distill)]
    public void RefusesToTrainOnTheEvaluationData(RecoverySteps recovery)
    {
        var refused = Assert.Throws<PrunerException>(() => Prune(Numbers.From(0, 5000, Labels), Evaluation, recovery));
        Assert.Equal("MPR3302", refused.Code);
        Assert.Contains("400 of the 400 evaluation examples", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTheSameExamplesForBothWithoutTraining()
    {
        var refused = Assert.Throws<PrunerException>(() => Prune(Evaluation, Evaluation, RecoverySteps.None));
        Assert.Equal("MPR3302", refused.Code);
        Assert.Contains("leave Evaluation out", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LeavesAFewSharedOnesOutAndCountsThem()
    {
        var result = Prune(Numbers.From(390, 200, Labels), Evaluation, RecoverySteps.None);
        var note = Assert.Single(result.Warnings, w => w.Code == "MPR2320");
        Assert.Contains("10 calibration examples", note.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindsOnesThatAreSharedByPartsOfOneFile()
    {
        // Every number occurs twice, so most of them are in two of the three parts.
        var file = new Numbers([.. Enumerable.Range(0, 800).Select(i => (long)(i / 2))], Labels);
        var result = Prune(file, null, RecoverySteps.None);
        Assert.Equal(2, result.Warnings.Count(w => w.Code == "MPR2320"));
        Assert.NotEmpty(result.Removed);
    }

    [Fact]
    public void RefusesExamplesThatAreAllTheSame()
    {
        var constant = new Numbers([.. Enumerable.Repeat(70_000L, 256)], Labels);
        Assert.Equal("MPR3208", Assert.Throws<PrunerException>(() => Prune(constant, Evaluation, RecoverySteps.None)).Code);
    }

    [Fact]
    public void SaysHowManyAreRepeatedInTheCalibrationData()
    {
        var repeated = new Numbers([.. Enumerable.Range(0, 300).Select(i => 10_000L + (i % 200))], Labels);
        var note = Assert.Single(Prune(repeated, Evaluation, RecoverySteps.None).Warnings, w => w.Code == "MPR2321");
        Assert.Contains("100 of 300 examples", note.Message, StringComparison.Ordinal);
    }

    private static PruningResult Prune(Numbers calibration, Numbers? evaluation, RecoverySteps recovery) => Simulation.Prune(
        new SimulatedFormat(3, Output), (calibration, evaluation), new PruningOptions { Recovery = recovery });

    private static NumericArray Output(ImmutableHashSet<int> missing, long[] examples) =>
        NumericArray.Of([.. examples.SelectMany(example => new[] { example % 2, 1 - (float)(example % 2) })], examples.Length, 2);

    private static NumericArray Labels(long[] examples) =>
        NumericArray.Of([.. examples.Select(example => 1 - (example % 2))], examples.Length);
}
