using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.Core.Similarity;

namespace MPruner.Core.Clustering;

/// <summary>Groups the consecutive blocks of one chain whose outputs are similar.</summary>
internal static class ClusterFinder
{
    /// <summary>The clusters according to the chosen rule.</summary>
    public static ImmutableArray<ImmutableArray<int>> Find(
        ClusteringRule rule, SimilarityMatrix cka, double threshold, ReadOnlySpan<bool> breakBefore) => rule switch
        {
            ClusteringRule.Anchor => Anchor(cka, threshold, breakBefore),
            ClusteringRule.Complete => Complete(cka, threshold, breakBefore),
            _ => throw new UnreachableException(),
        };

    /// <summary>
    /// MPruner's rule: block j joins the cluster of anchor s if CKA(s, j) ≥ threshold; otherwise the cluster ends and j is the next anchor.
    /// </summary>
    /// <remarks>Hu et al., arXiv 2408.13482. An undefined similarity ends the cluster, even at threshold 0.</remarks>
    /// <param name="cka">Similarities of the chain's blocks, in execution order.</param>
    /// <param name="threshold">The minimum CKA for two outputs to count as similar, in [0, 1].</param>
    /// <param name="breakBefore">
    /// For each block, whether it must start a new cluster: because it changes the shape of the representation, or because it or the block
    /// before it was not measured. The first element is ignored.
    /// </param>
    /// <returns>Each block in exactly one cluster, in order, each cluster's anchor first; singletons included.</returns>
    public static ImmutableArray<ImmutableArray<int>> Anchor(SimilarityMatrix cka, double threshold, ReadOnlySpan<bool> breakBefore) =>
        Grow(cka, threshold, breakBefore, compared: 1);

    /// <summary>
    /// The stricter rule: block j joins the open cluster if CKA(i, j) ≥ threshold for every member i;
    /// otherwise the cluster ends and j starts the next one.
    /// </summary>
    /// <remarks>
    /// Complete linkage, restricted to consecutive blocks. An undefined similarity to any member ends the cluster, even at threshold 0.
    /// </remarks>
    /// <inheritdoc cref="Anchor"/>
    public static ImmutableArray<ImmutableArray<int>> Complete(SimilarityMatrix cka, double threshold, ReadOnlySpan<bool> breakBefore) =>
        Grow(cka, threshold, breakBefore, compared: int.MaxValue);

    /// <param name="cka">Similarities.</param>
    /// <param name="threshold">The minimum CKA, in [0, 1].</param>
    /// <param name="breakBefore">The blocks that must start a new cluster.</param>
    /// <param name="compared">The number of members, starting with the anchor, that a new member must be similar to.</param>
    private static ImmutableArray<ImmutableArray<int>> Grow(
        SimilarityMatrix cka, double threshold, ReadOnlySpan<bool> breakBefore, int compared)
    {
        if (threshold is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "Expected a threshold in [0, 1].");
        }

        if (breakBefore.Length != cka.Size)
        {
            throw new ArgumentException(
                $"Expected one flag for each of the {cka.Size} blocks, found {breakBefore.Length}.", nameof(breakBefore));
        }

        var clusters = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        var open = ImmutableArray.CreateBuilder<int>();
        for (var block = 0; block < cka.Size; block++)
        {
            // A comparison with a null similarity is false.
            if (open.Count > 0 && (breakBefore[block] || !open.Take(compared).All(member => cka[member, block] >= threshold)))
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
