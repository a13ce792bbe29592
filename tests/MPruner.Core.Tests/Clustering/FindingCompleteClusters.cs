using MPruner.Core.Clustering;
using MPruner.Core.Similarity;

namespace MPruner.Core.Tests.Clustering;

public sealed class FindingCompleteClusters
{
    [Fact]
    public void ComparesWithEveryMember() =>
        // All blocks are similar to the anchor, but blocks 1 and 2 are not similar to each other: the anchor rule finds one cluster.
        AssertClusters("0 1 | 2 3", Matrices.Of(4, (0, 1, .95), (0, 2, .95), (0, 3, .95), (1, 2, .85), (1, 3, .95), (2, 3, .95)), .9);

    [Fact]
    public void NeedsTheAnchorToo() => AssertClusters("0 1 | 2", Matrices.Of(3, (0, 1, .95), (0, 2, .85), (1, 2, .95)), .9);

    [Fact]
    public void TakesAllThatAreAlike() => AssertClusters("0 1 2", Matrices.Of(3, (0, 1, .9), (0, 2, .9), (1, 2, .9)), .9);

    [Fact]
    public void ClosesAtAnUndefinedPairWithoutTheAnchor() =>
        AssertClusters("0 1 | 2", Matrices.Of(3, (0, 1, 1), (0, 2, 1), (1, 2, null)), 0);

    [Fact]
    public void NeverReachesAcrossABreak() =>
        AssertClusters("0 | 1 2", Matrices.Of(3, (0, 1, 1), (0, 2, 1), (1, 2, 1)), .98, breakBefore: 1);

    [Fact]
    public void FindsNothingInAnEmptyChain() => AssertClusters("", Matrices.Of(0), .98);

    [Fact]
    public void RefusesAThresholdOutsideTheUnitInterval() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterFinder.Complete(Matrices.Of(1), 1.01, [false]));

    private static void AssertClusters(string expected, SimilarityMatrix cka, double threshold, int? breakBefore = null)
    {
        var breaks = Enumerable.Range(0, cka.Size).Select(block => block == breakBefore).ToArray();
        Assert.Equal(expected, Matrices.Text(ClusterFinder.Complete(cka, threshold, breaks)));
    }
}
