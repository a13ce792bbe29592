namespace MPruner.Core.Measuring;

/// <summary>
/// One machine's part of a measurement: every Nth Gram group. All shards cut the same groups from the same order of examples, so that their
/// sums add up to those of one machine.
/// </summary>
/// <param name="Index">From 1 to <paramref name="Count"/>.</param>
/// <param name="Count">N, the number of shards; with more shards than groups some have none.</param>
public sealed record Shard(int Index, int Count)
{
    /// <summary>All groups.</summary>
    public static readonly Shard Whole = new(1, 1);

    /// <summary>Whether a group belongs to this shard.</summary>
    /// <param name="group">The group's number, from 0.</param>
    public bool Has(int group) => group % Count == Index - 1;
}
