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

    private static Numbers Labelled(long first) =>
        Numbers.From(first, 400, examples => NumericArray.Of([.. examples.Select(e => e % 2)], examples.Length));

    private static NumericArray Scores(long[] examples) =>
        NumericArray.Of([.. examples.SelectMany(e => new[] { e % 2 == 0 ? 4f : -4f, e % 10 })], examples.Length, 2);
}
