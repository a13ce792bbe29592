using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Training;

/// <summary>Trains a candidate on the original's outputs (Distill), on labels (Finetune), or on both in this order.</summary>
/// <param name="run">The bench and the options.</param>
/// <param name="examples">Calibration data.</param>
/// <param name="judge">Scores the model after each epoch, so that the best epoch is kept.</param>
internal sealed class TrainedRecovery(RunContext run, BoundExamples examples, CandidateJudge judge)
{
    private const int BatchSize = 32;

    /// <summary>
    /// AdamW's maximum learning rate. It is the better one of 1e-3 and 3e-3 on the residual CNN of the samples (docs/results.md).
    /// </summary>
    private const double LearningRate = 3e-3;

    /// <summary>
    /// The weight of the residual streams in the loss, relative to the output. It is the best one of 1, 4, 16 and 64 on the same model.
    /// </summary>
    private const double StreamWeight = 16;

    /// <summary>The number of epochs without improvement after which training ends.</summary>
    private const int Patience = 4;

    private readonly OriginalOutputs original = judge.OriginalOn(examples);

    /// <summary>Whether the options include training.</summary>
    public bool IsChosen => run.Options.Trains;

    /// <summary>The trained candidate.</summary>
    public Candidate Train(Candidate candidate)
    {
        if (run.Options.Recovery.HasFlag(RecoverySteps.Distill))
        {
            candidate = Train(candidate, Distillation());
        }

        if (run.Options.Recovery.HasFlag(RecoverySteps.Finetune))
        {
            candidate = Train(candidate, Finetuning());
        }

        return candidate;
    }

    /// <summary>
    /// The best epoch is chosen by the distance from the original, which varies far less than the number of correct predictions.
    /// </summary>
    private TrainingPlan Distillation()
    {
        var few = examples.Read(0, Math.Min(BatchSize, examples.Count));
        return Plan(model => Score(judge.Imitation, model).Distance) with
        {
            Imitates = true,
            ComparesClasses = judge.Metric.ComparesClasses(),
            StreamWeight = StreamWeight,
            Masks = [.. PaddingMasks.Find(examples, run.Options.Mask).Where(m => m.RealTokens(few) is not null)],
        };
    }

    /// <summary>
    /// The labels are learnt together with the original's scores: less is lost (docs/results.md). The paper learns the labels alone.
    /// </summary>
    private TrainingPlan Finetuning()
    {
        var plan = Plan(model => Score(judge.Tune, model).Mean);
        if (run.Options.Strategy == PruningStrategy.Paper)
        {
            return plan;
        }

        original.ComputeAll(run);
        return plan with { Examples = new ShuffledExamples(examples, BatchSize, run.Options.Seed) { Scores = original.Of } };
    }

    private TrainingPlan Plan(Func<IRunningModel, double> drop) => new()
    {
        Imitates = false,
        Freezes = run.Options.Freeze,
        Examples = new ShuffledExamples(examples, BatchSize, run.Options.Seed),
        Inputs = examples.Parameters.Length,
        Epochs = run.Options.Epochs ?? run.Options.DefaultEpochs,
        LearningRate = LearningRate,
        Drop = drop,
        Patience = Patience,
        Seed = run.Options.Seed,
    };

    private Candidate Train(Candidate candidate, TrainingPlan plan) =>
        candidate.With(run.Bench.Train(candidate, plan, run.Progress, run.Cancel).Tensors);

    private static QualityMeasurement Score(CandidateScorer split, IRunningModel model) => split.Score(model, "Checking the epoch");
}
