namespace MPruner.Core.Formats;

/// <summary>A part of a model that reads a representation and writes one of the same shape. It is removed as a whole.</summary>
/// <param name="Path">The path in the model, unique among blocks: <c>encoder.layers.3</c>.</param>
/// <param name="Class">The class, for reports.</param>
/// <param name="Parameters">The number of trainable values in the block.</param>
/// <param name="Order">The position of the block's first call in execution order; blocks are sorted by it.</param>
/// <param name="Reason">Why the block must not be removed; null if it may be.</param>
public sealed record Block(string Path, string Class, long Parameters, int Order, string? Reason)
{
    /// <summary>The bytes that the block's tensors take in the file; a shared one counts once.</summary>
    public long Bytes { get; init; }

    /// <summary>The feature dimension of the chain's residual stream: 1, or −1 for the last; null if the model does not show it.</summary>
    public int? FeatureDimension { get; init; }

    /// <summary>Whether the block may be removed.</summary>
    public bool Removable => Reason is null;

    /// <summary>
    /// Whether a stream of this rank consists of feature maps, [examples, channels, positions…]. If the feature dimension is unknown, a
    /// stream of rank 3 is [examples, tokens, features], and one of a higher rank consists of maps.
    /// </summary>
    /// <param name="rank">The number of dimensions of the stream.</param>
    public bool WritesMaps(int rank) => rank > 2 && (FeatureDimension ?? (rank > 3 ? 1 : -1)) == 1;
}
