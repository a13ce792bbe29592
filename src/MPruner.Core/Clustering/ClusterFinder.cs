using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.Core.Similarity;

namespace MPruner.Core.Clustering;

/// <summary>Groups the consecutive blocks of one chain whose outputs are similar.</summary>
internal static class ClusterFinder
{
    /// <summary>The clusters by the chosen rule.</summary>
    public static ImmutableArray<ImmutableArray<int>> Find(ClusteringRule rule, SimilarityMatrix cka, double threshold, ReadOnlySpan<bool> breakBefore) => rule switch
    {
        ClusteringRule.Anchor => Anchor(cka, threshold, breakBefore),
        ClusteringRule.Complete => Complete(cka, threshold, breakBefore),
        _ => throw new UnreachableException(),
    };

    /// <summary>MPruner's rule: block j joins the cluster of anchor s while CKA(s, j) ≥ threshold; otherwise the cluster closes and j is the next anchor.</summary>
    /// <remarks>Hu et al., arXiv 2408.13482. An undefined similarity closes the cluster, however low the threshold.</remarks>
    /// <param name="cka">Similarities of the chain's blocks, in execution order.</param>
    /// <param name="threshold">0 to 1, both included.</param>
    /// <param name="breakBefore">For every block, whether no cluster may reach from before it into it: where it changes the
    /// representation's shape, or it or its predecessor was not measured. The first one has no meaning.</param>
    /// <returns>Every block in exactly one cluster, in order, each cluster's anchor first; singletons included.</returns>
    public static ImmutableArray<ImmutableArray<int>> Anchor(SimilarityMatrix cka, double threshold, ReadOnlySpan<bool> breakBefore) =>
        Grow(cka, threshold, breakBefore, judges: 1);

    /// <summary>The stricter rule: block j joins the open cluster while CKA(i, j) ≥ threshold for every member i; otherwise the cluster closes and j opens the next.</summary>
    /// <remarks>Complete linkage, kept to consecutive blocks. An undefined similarity to any member closes the cluster, however low the threshold.</remarks>
    /// <inheritdoc cref="Anchor"/>
    public static ImmutableArray<ImmutableArray<int>> Complete(SimilarityMatrix cka, double threshold, ReadOnlySpan<bool> breakBefore) =>
        Grow(cka, threshold, breakBefore, judges: int.MaxValue);

    /// <param name="cka">Similarities.</param>
    /// <param name="threshold">0 to 1.</param>
    /// <param name="breakBefore">Where no cluster may go on.</param>
    /// <param name="judges">How many of a cluster's members, from the first on, a new one must be similar to.</param>
    private static ImmutableArray<ImmutableArray<int>> Grow(SimilarityMatrix cka, double threshold, ReadOnlySpan<bool> breakBefore, int judges)
    {
        if (threshold is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "A threshold lies between 0 and 1.");
        }

        if (breakBefore.Length != cka.Size)
        {
            throw new ArgumentException($"Expected one flag for each of the {cka.Size} blocks, found {breakBefore.Length}.", nameof(breakBefore));
        }

        var clusters = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var open = ImmutableArray.CreateBuilder<int>();
        for (var block = 0; block < cka.Size; block++)
        {
            // A null similarity compares as false.
            if (open.Count > 0 && (breakBefore[block] || !open.Take(judges).All(member => cka[member, block] >= threshold)))
            {
                clusters.Add(open.DrainToImmutable());
            }

            open.Add(block);
        }

        if (open.Count > 0)
        {
            clusters.Add(open.DrainToImmutable());
        }

        return clusters.DrainToImmutable();
    }
}
