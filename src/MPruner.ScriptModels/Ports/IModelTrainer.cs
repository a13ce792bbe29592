using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.ScriptModels.Ports;

/// <summary>What trains a model. The adapter behind it owns every tensor; only plain arrays cross.</summary>
public interface IModelTrainer
{
    /// <summary>Trains a model with AdamW and gives back the values of its best epoch.</summary>
    /// <param name="task">What is trained, on what, and how long.</param>
    /// <param name="progress">Hears of every step, as <c>Training</c>.</param>
    /// <param name="cancel">Looked at before each step and each call of the session that <see cref="TrainingTask.Drop"/> is given.</param>
    /// <exception cref="PrunerException"><c>MPR3007</c>: weights of half precision; <c>MPR3008</c>: the engine refused a step; its reason is in the message.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; nothing of it remains.</exception>
    TrainingOutcome Train(TrainingTask task, IProgressSink progress, CancellationToken cancel);

    /// <summary>Estimates a model's running statistics anew: forward passes in training mode, without gradients, each statistic moving with its module's own momentum, and at last the mean of what it was after each pass.</summary>
    /// <param name="task">Which model, and on what.</param>
    /// <param name="progress">Hears of every pass, as <c>Normalising</c>.</param>
    /// <param name="cancel">Looked at before each pass.</param>
    /// <returns>The buffers that changed, by name; none for a traced module, which keeps the mode it was traced in.</returns>
    /// <exception cref="PrunerException"><c>MPR3008</c>: the engine refused a pass.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    ImmutableArray<NamedArray> ReestimateStatistics(StatisticsTask task, IProgressSink progress, CancellationToken cancel);
}

/// <summary>What <see cref="IModelTrainer.ReestimateStatistics"/> is to do.</summary>
public sealed record StatisticsTask
{
    /// <summary>A TorchScript file.</summary>
    public required ReadOnlyMemory<byte> Model { get; init; }

    /// <summary>The method of the root module that is called.</summary>
    public string Method { get; init; } = "forward";

    /// <summary>The inputs; labels are not looked at.</summary>
    public required ITrainingExamples Examples { get; init; }

    /// <summary>The number of forward passes, each over one batch; after the last batch of an epoch the next epoch begins.</summary>
    public required int Batches { get; init; }

    /// <summary>So many of them count for nothing, fewer than all. With the usual momentum of 0.1, 0.9^WarmUp of the old statistics remains after them.</summary>
    public int WarmUp { get; init; }

    /// <summary>Seeds whatever the model draws in training mode.</summary>
    public long Seed { get; init; }

    /// <summary>Threads and device.</summary>
    public SessionOptions Session { get; init; } = new();
}
