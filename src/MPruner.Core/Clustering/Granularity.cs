using System.Collections.Immutable;

namespace MPruner.Core.Clustering;

/// <summary>
/// Which members of a cluster are removed: with granularity k the members 1, 1+k, 1+2k, …, counted from 0. The anchor always remains.
/// </summary>
/// <remarks>Hu et al., arXiv 2408.13482.</remarks>
internal static class Granularity
{
    /// <summary>The members of a cluster that are removed.</summary>
    /// <param name="cluster">Block indices, the anchor first.</param>
    /// <param name="k">The granularity, at least 1; 1 removes all members but the anchor.</param>
    /// <returns>Block indices in the cluster's order; empty for a singleton.</returns>
    public static ImmutableArray<int> Removed(ImmutableArray<int> cluster, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return [.. cluster.Where((_, member) => member > 0 && (member - 1) % k == 0)];
    }
}
