using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>
/// Means and second moments of a segment's S streams of d channels over the rows of one pass, all float32. The second moments are about the
/// pass's own means. P is the projection, d×q.
/// </summary>
/// <param name="Means">[S, d]: the mean of each channel.</param>
/// <param name="Scatter">[S, d, d]: Σ xxᵀ of each stream.</param>
/// <param name="Targets">[S, d, S·q]: Σ xyᵀP of each stream x with each stream y.</param>
/// <param name="Squares">[S]: Σ ‖Pᵀy‖² of each stream.</param>
public sealed record ChannelMoments(NumericArray Means, NumericArray Scatter, NumericArray Targets, NumericArray Squares);
