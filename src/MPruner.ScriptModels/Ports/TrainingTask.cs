using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.ScriptModels.Ports;

/// <summary>What <see cref="IModelTrainer.Train"/> is to do.</summary>
/// <remarks>
/// With a teacher the loss is, for a float output [N, C] of at least two columns, T²·KL(softmax(teacher/T) ‖ softmax(student/T)) over N (Hinton et al. 2015),
/// else ‖student − teacher‖²/‖teacher‖²; and <see cref="BoundaryWeight"/> times the mean of that relative error over the boundaries.
/// Without a teacher it is the cross-entropy of the labels. Scores that are probabilities already are taken by their logarithms.
/// </remarks>
public sealed record TrainingTask
{
    /// <summary>The TorchScript file to train.</summary>
    public required ReadOnlyMemory<byte> Student { get; init; }

    /// <summary>The TorchScript file to imitate, in evaluation mode; null or empty to learn from labels.</summary>
    public ReadOnlyMemory<byte>? Teacher { get; init; }

    /// <summary>The method of both root modules that is called. The first tensor it returns is the output; any others are boundaries, as many and in the same order for both.</summary>
    public string Method { get; init; } = "forward";

    /// <summary>The data.</summary>
    public required ITrainingExamples Examples { get; init; }

    /// <summary>The most epochs, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>AdamW's learning rate after the warm-up; from there it falls along half a cosine to 0.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>AdamW's decoupled weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>The share of all steps, 0 to 1, in which the learning rate climbs to its height.</summary>
    public double WarmUp { get; init; } = 0.1;

    /// <summary>The largest norm of all gradients together; infinity for no limit.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>T, by which scores are divided before they are compared, usually 2 to 4.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>What the boundaries' relative error counts.</summary>
    public double BoundaryWeight { get; init; } = 1;

    /// <summary>The names of the parameters to train; null for all that the file allows (or all, where it allows none).
    /// When given, the module stays in evaluation mode, so that nothing else moves: no running statistic, no dropout.</summary>
    public ImmutableHashSet<string>? Trained { get; init; }

    /// <summary>What the model as it is now loses in quality, or how far it is from what it imitates; lower is better. Asked before the first epoch and after each, with the module in evaluation mode.
    /// The session is valid until the function returns.</summary>
    public required Func<IModelSession, double> Drop { get; init; }

    /// <summary>The number of epochs without a lower drop after which training ends.</summary>
    public int Patience { get; init; } = int.MaxValue;

    /// <summary>Seeds what the model draws itself, such as dropout.</summary>
    public long Seed { get; init; }

    /// <summary>Threads (1 gives the same bytes every time) and device.</summary>
    public SessionOptions Session { get; init; } = new();
}
