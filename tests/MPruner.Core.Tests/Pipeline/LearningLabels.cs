using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

public sealed class LearningLabels
{
    [Theory]
    [InlineData(PruningStrategy.Verified, true)]
    [InlineData(PruningStrategy.Paper, false)]
    public void ComesWithTheOriginalsScoresExceptInThePapersMethod(PruningStrategy strategy, bool withScores)
    {
        List<TrainingPlan> plans = [];
        var format = new SimulatedFormat(3, (_, examples) => Scores(examples)) { Trained = plans.Add };
        Simulation.Prune(
            format,
            (Labelled(1_000_000), Labelled(0)),
            new PruningOptions { Recovery = RecoverySteps.Finetune, Strategy = strategy });

        Assert.NotEmpty(plans);
        Assert.All(plans, plan =>
        {
            var batch = plan.Examples.Read(1, 0);
            Assert.NotNull(batch.Labels);
            long[] inputs = [.. batch.Inputs[0].ToDoubles().Select(x => (long)x)];
            Assert.Equal(withScores ? Scores(inputs).ToDoubles() : null, batch.Scores?.ToDoubles());
        });
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public void NeedsScoresAndClassNumbers(int columns, bool areFractions)
    {
        var format = new SimulatedFormat(
            3, (_, examples) => NumericArray.Of(new float[columns * examples.Length], examples.Length, columns));

        Assert.Contains("Distill", Refusal(format, Data(1_000_000), Data(0)), StringComparison.Ordinal);

        Numbers Data(long first) => Numbers.From(first, 400, examples => areFractions
            ? NumericArray.Of([.. examples.SelectMany(e => Enumerable.Repeat(0.1f * e, columns))], examples.Length, columns)
            : NumericArray.Of([.. examples.Select(e => e % 2)], examples.Length));
    }

    [Fact]
    public void NeedsLabels()
    {
        var format = new SimulatedFormat(3, (_, examples) => Scores(examples));

        Assert.Contains("has no labels", Refusal(format, Numbers.From(1_000_000, 400), Labelled(0)), StringComparison.Ordinal);
    }

    private static string Refusal(SimulatedFormat format, Numbers calibration, Numbers evaluation)
    {
        var options = new PruningOptions { Recovery = RecoverySteps.Finetune };
        var refused = Assert.Throws<PrunerException>(() => Simulation.Prune(format, (calibration, evaluation), options));
        Assert.Equal("MPR2402", refused.Code);
        return refused.Message;
    }

    private static Numbers Labelled(long first) =>
        Numbers.From(first, 400, examples => NumericArray.Of([.. examples.Select(e => e % 2)], examples.Length));

    private static NumericArray Scores(long[] examples) =>
        NumericArray.Of([.. examples.SelectMany(e => new[] { e % 2 == 0 ? 4f : -4f, e % 10 })], examples.Length, 2);
}
