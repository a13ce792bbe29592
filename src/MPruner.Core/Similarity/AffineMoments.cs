using System.Collections.Immutable;

namespace MPruner.Core.Similarity;

/// <summary>
/// The moments of S streams of d channels over some rows, from which affine maps between the streams are fitted. The second moments are
/// about these rows' own means. P is the projection of targets to q columns; all arrays are row-major.
/// </summary>
/// <param name="Rows">The number of rows.</param>
public sealed record AffineMoments(long Rows)
{
    /// <summary>[S, d]: the mean of each channel.</summary>
    public ImmutableArray<double> Means { get; init; } = [];

    /// <summary>[S, q]: the mean of Pᵀx of each stream.</summary>
    public ImmutableArray<double> ProjectedMeans { get; init; } = [];

    /// <summary>[S, d, d]: Σ xxᵀ of each stream.</summary>
    public ImmutableArray<double> Scatter { get; init; } = [];

    /// <summary>[S, d, S·q]: Σ xyᵀP of each stream x with each stream y.</summary>
    public ImmutableArray<double> Targets { get; init; } = [];

    /// <summary>[S]: Σ ‖Pᵀy‖² of each stream.</summary>
    public ImmutableArray<double> Squares { get; init; } = [];
}
