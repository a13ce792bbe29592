using System.Collections.Immutable;

namespace MPruner.Core.Ports;

/// <summary>What training led to.</summary>
/// <param name="Tensors">
/// Every parameter and buffer that differs from the student's file in the best epoch; empty where that is epoch 0.
/// </param>
/// <param name="BestEpoch">The epoch with the lowest drop, the first of equals; 0 is the untrained model.</param>
/// <param name="Drop">The drop of the values returned.</param>
/// <param name="History">Epoch 0 and every epoch that was finished.</param>
/// <param name="Diverged">Whether training ended because a loss or its gradient was not finite.</param>
public sealed record TrainingOutcome(ImmutableArray<NamedArray> Tensors, int BestEpoch, double Drop, ImmutableArray<TrainingEpoch> History, bool Diverged);

/// <summary>One epoch in review.</summary>
/// <param name="Loss">The mean loss of its steps; null for epoch 0, which has none.</param>
/// <param name="Drop">The drop after it.</param>
public sealed record TrainingEpoch(double? Loss, double Drop);
