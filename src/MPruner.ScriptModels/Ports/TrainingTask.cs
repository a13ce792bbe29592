using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.ScriptModels.Ports;

/// <summary>The arguments of <see cref="IModelTrainer.Train"/>.</summary>
/// <remarks>
/// With a teacher, the loss for class scores [N, C] or [N, T, C] is T²·KL(softmax(teacher/T) ‖ softmax(student/T)), the mean over rows
/// (Hinton et al. 2015), and ‖student − teacher‖²/‖teacher‖² for any other output. <see cref="BoundaryWeight"/> times the mean of that
/// relative error over the boundaries is added to it. Without a teacher the loss is the cross-entropy of the labels, and where the
/// examples have the original's scores, the same divergence from these is added. If the scores are already probabilities, their logarithms
/// are used.
/// </remarks>
public sealed record TrainingTask
{
    /// <summary>The TorchScript file to train.</summary>
    public required ReadOnlyMemory<byte> Student { get; init; }

    /// <summary>The TorchScript file to imitate, which runs in evaluation mode; null or empty to learn from labels.</summary>
    public ReadOnlyMemory<byte>? Teacher { get; init; }

    /// <summary>
    /// The method that is called on the root modules of student and teacher. The first tensor that it
    /// returns is the output. Any others are boundaries, equally many and in the same order for both.
    /// </summary>
    public string Method { get; init; } = "forward";

    /// <summary>Whether the output of a teacher is class scores.</summary>
    public bool ComparesClasses { get; init; }

    /// <summary>The data.</summary>
    public required ITrainingExamples Examples { get; init; }

    /// <summary>The maximum number of epochs, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>AdamW's learning rate after the warm-up; from there it falls to 0 along half a cosine.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The share of all steps, 0–1, during which the learning rate rises linearly to <see cref="LearningRate"/>.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>The maximum norm of all gradients together; infinity for no limit.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>T, by which scores are divided before they are compared; usually 2–4.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>The weight of the boundaries' mean relative error.</summary>
    public double BoundaryWeight { get; init; } = 1;

    /// <summary>
    /// The names of the parameters to train; null for all parameters that require gradients in the file (or for all, if none does). If
    /// given, the module stays in evaluation mode, so that nothing else changes: running statistics are fixed, and dropout is off.
    /// </summary>
    public ImmutableHashSet<string>? Trained { get; init; }

    /// <summary>
    /// Measures how much quality the model in its current state loses, or how far it is from the model that it imitates; lower is better.
    /// Called before the first epoch and after each, with the module in evaluation mode. The session is valid until the function returns.
    /// </summary>
    public required Func<IModelSession, double> Drop { get; init; }

    /// <summary>The number of epochs without a lower drop after which training ends.</summary>
    public int Patience { get; init; } = int.MaxValue;

    /// <summary>The seed of what the model draws, such as dropout.</summary>
    public long Seed { get; init; }

    /// <summary>Threads (with 1, results are identical byte for byte) and device.</summary>
    public SessionOptions Session { get; init; } = new();
}
