using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>How a candidate is trained.</summary>
public sealed record TrainingPlan
{
    /// <summary>
    /// Whether the candidate learns the outputs and the residual streams of the model before any block was removed (distill);
    /// otherwise it learns from labels, and from the original's scores if the examples have them (finetune).
    /// </summary>
    public required bool Imitates { get; init; }

    /// <summary>
    /// Whether the output is scores of classes, which are imitated as probabilities; otherwise its relative squared error is minimised.
    /// </summary>
    public bool ComparesClasses { get; init; }

    /// <summary>
    /// Whether only the blocks next to seams, the stitches and everything after the last block are trained;
    /// otherwise all trainable parameters of the file are.
    /// </summary>
    public bool Freezes { get; init; }

    /// <summary>The data.</summary>
    public required ITrainingExamples Examples { get; init; }

    /// <summary>The number of arguments that are passed.</summary>
    public required int Inputs { get; init; }

    /// <summary>The padding masks; streams are compared without padding.</summary>
    public ImmutableArray<PaddingMask> Masks { get; init; } = [];

    /// <summary>The maximum number of epochs, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>AdamW's learning rate after the warm-up.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The weight of the streams' relative error in the loss; the weight of the output's loss is 1.</summary>
    public double StreamWeight { get; init; }

    /// <summary>The number of epochs without a lower drop after which training ends.</summary>
    public required int Patience { get; init; }

    /// <summary>
    /// Returns the current model's drop in quality, or its distance from the model that it imitates; lower is better.
    /// It is called before the first epoch and after each epoch.
    /// </summary>
    public required Func<IRunningModel, double> Drop { get; init; }

    /// <summary>The seed of the model's own randomness, such as dropout.</summary>
    public long Seed { get; init; }
}

/// <summary>How running statistics are estimated again.</summary>
/// <param name="Examples">The inputs; labels are ignored.</param>
/// <param name="Batches">The number of forward passes, each over one batch.</param>
/// <param name="WarmUp">
/// The number of passes at the start that are not averaged. After them, a share of 0.9^WarmUp of the old statistics remains, with the
/// default momentum of 0.1.
/// </param>
/// <param name="Seed">The seed of the model's own randomness in training mode.</param>
public sealed record StatisticsPlan(ITrainingExamples Examples, int Batches, int WarmUp, long Seed);

/// <summary>How the sensitivities of weights are measured.</summary>
/// <param name="Examples">The inputs; labels are ignored.</param>
/// <param name="Batches">The number of batches, each with a gradient of its own.</param>
/// <param name="ComparesClasses">Whether the output is scores of classes.</param>
/// <param name="Seed">The seed of the signs.</param>
public sealed record SensitivityPlan(ITrainingExamples Examples, int Batches, bool ComparesClasses, long Seed);
