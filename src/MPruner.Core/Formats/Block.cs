namespace MPruner.Core.Formats;

/// <summary>A part of a model that reads a representation and writes one of the same shape: what can be removed as a whole.</summary>
/// <param name="Path">Its path in the model, unique among blocks: <c>encoder.layers.3</c>.</param>
/// <param name="Class">Its class, for reports.</param>
/// <param name="Parameters">The number of trainable values in it.</param>
/// <param name="Order">When it runs first: blocks are sorted by it.</param>
/// <param name="Reason">Why it must not be removed; null where it may be.</param>
public sealed record Block(string Path, string Class, long Parameters, int Order, string? Reason)
{
    /// <summary>The dimension of the features in what its chain hands on: 1, or −1 for the last; null where the model does not tell.</summary>
    public int? FeatureDimension { get; init; }

    /// <summary>Whether it may be removed.</summary>
    public bool Removable => Reason is null;

    /// <summary>
    /// Whether a stream of so many dimensions is maps: [examples, channels, positions…]. Where the model does not tell, three dimensions are
    /// [examples, tokens, features] and more are maps.
    /// </summary>
    /// <param name="rank">The number of dimensions.</param>
    public bool WritesMaps(int rank) => rank > 2 && (FeatureDimension ?? (rank > 3 ? 1 : -1)) == 1;
}
