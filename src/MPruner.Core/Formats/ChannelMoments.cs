using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>Second moments of a segment's streams over the rows of one pass, all float32 and about the pass's own means.</summary>
/// <param name="Means">[S, d].</param>
/// <param name="Scatter">[S, d, d]: Σ xxᵀ of each stream.</param>
/// <param name="Targets">[S, d, S·q]: Σ xyᵀP of each stream with each stream's projection.</param>
/// <param name="Squares">[S]: Σ ‖Pᵀy‖² of each stream.</param>
public sealed record ChannelMoments(NumericArray Means, NumericArray Scatter, NumericArray Targets, NumericArray Squares);
