using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>How a candidate is trained.</summary>
public sealed record TrainingPlan
{
    /// <summary>Whether it imitates the model before anything was removed, output and streams; else it learns from labels.</summary>
    public required bool Imitates { get; init; }

    /// <summary>Whether only the blocks beside seams, stitches and what runs after the last block are trained; else all that the file allows.</summary>
    public bool Freezes { get; init; }

    /// <summary>The data.</summary>
    public required ITrainingExamples Examples { get; init; }

    /// <summary>The number of arguments that are passed.</summary>
    public required int Inputs { get; init; }

    /// <summary>Padding among the inputs: streams are compared without it.</summary>
    public ImmutableArray<PaddingMask> Masks { get; init; } = [];

    /// <summary>The most epochs, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>AdamW's learning rate after the warm-up.</summary>
    public required double LearningRate { get; init; }

    /// <summary>What the relative error of the streams counts against the output's loss.</summary>
    public double StreamWeight { get; init; }

    /// <summary>The number of epochs without a lower drop after which training ends.</summary>
    public required int Patience { get; init; }

    /// <summary>What the model as it is now loses in quality, or how far it is from what it imitates; lower is better. Asked before the first epoch and after each.</summary>
    public required Func<IRunningModel, double> Drop { get; init; }

    /// <summary>Seeds what the model draws itself, such as dropout.</summary>
    public long Seed { get; init; }
}

/// <summary>How running statistics are estimated again.</summary>
/// <param name="Examples">The inputs; labels are not looked at.</param>
/// <param name="Batches">The number of forward passes, each over one batch.</param>
/// <param name="WarmUp">So many of them count for nothing. With the usual momentum of 0.1, 0.9^WarmUp of the old statistics remains after them.</param>
/// <param name="Seed">Seeds what the model draws in training mode.</param>
public sealed record StatisticsPlan(ITrainingExamples Examples, int Batches, int WarmUp, long Seed);
