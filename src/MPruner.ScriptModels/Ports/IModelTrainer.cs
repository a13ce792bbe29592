using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.ScriptModels.Ports;

/// <summary>Trains models. The implementation owns all tensors; only plain arrays cross this interface.</summary>
public interface IModelTrainer
{
    /// <summary>Trains a model with AdamW and returns the values of its best epoch.</summary>
    /// <param name="task">The model, the data and the settings.</param>
    /// <param name="progress">Is notified of every step, as <c>Training</c>.</param>
    /// <param name="cancel">
    /// Checked before each step and before each call of the session that <see cref="TrainingTask.Drop"/> receives.
    /// </param>
    /// <exception cref="PrunerException">
    /// <c>MPR3007</c>: a weight to be trained has half precision. <c>MPR3008</c>:
    /// the engine refused a step; the message contains its reason.
    /// </exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; it has no effect.</exception>
    TrainingOutcome Train(TrainingTask task, IProgressSink progress, CancellationToken cancel);

    /// <summary>
    /// Re-estimates a model's running statistics by forward passes in training mode, without gradients. Every pass
    /// updates the statistics with their module's own momentum; the result is the mean of their values after each pass.
    /// </summary>
    /// <param name="task">The model and the data.</param>
    /// <param name="progress">Is notified of every pass, as <c>Normalising</c>.</param>
    /// <param name="cancel">Checked before each pass.</param>
    /// <returns>The buffers that changed, by name; none for a traced module, which keeps the mode in which it was traced.</returns>
    /// <exception cref="PrunerException"><c>MPR3008</c>: the engine refused a pass.</exception>
    /// <exception cref="OperationCanceledException">The estimation was cancelled.</exception>
    ImmutableArray<NamedArray> ReestimateStatistics(StatisticsTask task, IProgressSink progress, CancellationToken cancel);

    /// <summary>
    /// Measures how much a model's loss depends on its weights w: (w · ∂loss/∂w)² of each, averaged over batches, with the module in
    /// evaluation mode.
    /// </summary>
    /// <param name="task">The model and the data.</param>
    /// <param name="progress">Is notified of every batch, as <c>Measuring gradients</c>.</param>
    /// <param name="cancel">Checked before each batch.</param>
    /// <returns>For each floating-point parameter a float64 array of its shape, by its name.</returns>
    /// <exception cref="PrunerException"><c>MPR3008</c>: the engine refused a step.</exception>
    /// <exception cref="OperationCanceledException">The measurement was cancelled.</exception>
    ImmutableArray<NamedArray> MeasureSensitivities(SensitivityTask task, IProgressSink progress, CancellationToken cancel);
}

/// <summary>The arguments of <see cref="IModelTrainer.MeasureSensitivities"/>.</summary>
public sealed record SensitivityTask
{
    /// <summary>A TorchScript file.</summary>
    public required ReadOnlyMemory<byte> Model { get; init; }

    /// <summary>The method of the root module that is called; its first tensor is the output.</summary>
    public string Method { get; init; } = "forward";

    /// <summary>The inputs; labels are ignored.</summary>
    public required ITrainingExamples Examples { get; init; }

    /// <summary>The number of batches, each with a gradient of its own.</summary>
    public required int Batches { get; init; }

    /// <summary>
    /// Whether the output is scores of classes: the loss is the cross-entropy of the most probable class. Otherwise it is the mean over the
    /// examples of the sum of all outputs, each with a sign by chance, so that every output counts alike.
    /// </summary>
    public bool ComparesClasses { get; init; }

    /// <summary>The seed of the signs.</summary>
    public long Seed { get; init; }

    /// <summary>Threads and device.</summary>
    public SessionOptions Session { get; init; } = new();
}

/// <summary>The arguments of <see cref="IModelTrainer.ReestimateStatistics"/>.</summary>
public sealed record StatisticsTask
{
    /// <summary>A TorchScript file.</summary>
    public required ReadOnlyMemory<byte> Model { get; init; }

    /// <summary>The method of the root module that is called.</summary>
    public string Method { get; init; } = "forward";

    /// <summary>The inputs; labels are ignored.</summary>
    public required ITrainingExamples Examples { get; init; }

    /// <summary>The number of forward passes, each over one batch. The next epoch follows the last batch of an epoch.</summary>
    public required int Batches { get; init; }

    /// <summary>
    /// The number of passes before the mean is taken, less than <see cref="Batches"/>. With the
    /// usual momentum of 0.1, a share of 0.9^WarmUp of the old statistics remains after them.
    /// </summary>
    public int WarmUp { get; init; }

    /// <summary>The seed of what the model draws in training mode, such as dropout.</summary>
    public long Seed { get; init; }

    /// <summary>Threads and device.</summary>
    public SessionOptions Session { get; init; } = new();
}
