using System.Collections.Immutable;

namespace MPruner.Core.Clustering;

/// <summary>How much of a cluster goes: with granularity k its members 1, 1+k, 1+2k, …, counted from 0, so that the anchor always stays.</summary>
/// <remarks>Hu et al., arXiv 2408.13482.</remarks>
internal static class Granularity
{
    /// <summary>What a cluster loses.</summary>
    /// <param name="cluster">Block indices, the anchor first.</param>
    /// <param name="k">1 takes everything but the anchor; at least 1.</param>
    /// <returns>Block indices in the cluster's order; none for a singleton.</returns>
    public static ImmutableArray<int> Removed(ImmutableArray<int> cluster, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return [.. cluster.Where((_, member) => member > 0 && (member - 1) % k == 0)];
    }
}
