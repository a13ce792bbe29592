using System.Collections.Immutable;

namespace MPruner.Core.Ports;

/// <summary>The result of training.</summary>
/// <param name="Tensors">
/// The parameters and buffers of the best epoch that differ from the trained candidate's file; empty if the best epoch is 0.
/// </param>
/// <param name="BestEpoch">The epoch with the lowest drop, the first one if several have it; 0 is the untrained model.</param>
/// <param name="Drop">The drop of the best epoch.</param>
/// <param name="History">Epoch 0 and all completed epochs.</param>
/// <param name="Diverged">Whether training ended because a loss or its gradient was not finite.</param>
public sealed record TrainingOutcome(
    ImmutableArray<NamedArray> Tensors, int BestEpoch, double Drop, ImmutableArray<TrainingEpoch> History, bool Diverged);

/// <summary>The history of one epoch.</summary>
/// <param name="Loss">The mean loss of the epoch's steps; null for epoch 0, which has none.</param>
/// <param name="Drop">The drop after the epoch.</param>
public sealed record TrainingEpoch(double? Loss, double Drop);
