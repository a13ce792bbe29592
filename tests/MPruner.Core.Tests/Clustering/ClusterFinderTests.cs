using MPruner.Core.Clustering;
using MPruner.Core.Similarity;

namespace MPruner.Core.Tests.Clustering;

public sealed class FindingClusters
{
    [Fact]
    public void ComparesWithTheAnchorNotWithTheNeighbour() =>
        // All neighbours have a similarity of .95, but block 2 has drifted away from block 0.
        AssertClusters("0 1 | 2 3", Matrices.Of(4, (0, 1, .95), (1, 2, .95), (2, 3, .95), (0, 2, .85), (0, 3, .8), (1, 3, .85)), .9);

    [Fact]
    public void StartsAClusterAtTheBlockThatDoesNotFit() =>
        AssertClusters("0 | 1 2 3 | 4", Matrices.Of(5, (0, 1, .1), (1, 2, .99), (1, 3, .98), (1, 4, .2)), .98);

    [Fact]
    public void FindsAClusterOfTwo() => AssertClusters("0 1", Matrices.Of(2, (0, 1, .99)), .98);

    [Fact]
    public void FindsAClusterOfTwoAtTheEnd() => AssertClusters("0 | 1 2", Matrices.Of(3, (0, 1, .5), (1, 2, .99)), .98);

    [Fact]
    public void TakesAValueAtTheThreshold() => AssertClusters("0 1", Matrices.Of(2, (0, 1, .98)), .98);

    [Fact]
    public void DoesNotReopenAClosedCluster() =>
        AssertClusters("0 | 1 | 2", Matrices.Of(3, (0, 1, .5), (0, 2, 1), (1, 2, .5)), .98);

    [Fact]
    public void ClosesAtAnUndefinedSimilarityEvenAtThresholdZero() =>
        AssertClusters("0 | 1 2", Matrices.Of(3, (0, 1, null), (0, 2, .9), (1, 2, .9)), 0);

    [Fact]
    public void ClosesAtANegativeSimilarityAtThresholdZero() => AssertClusters("0 | 1", Matrices.Of(2, (0, 1, -.001)), 0);

    [Fact]
    public void JoinsEqualOutputsAtThresholdOne() => AssertClusters("0 1 | 2", Matrices.Of(3, (0, 1, 1), (0, 2, .999999)), 1);

    [Fact]
    public void NeverReachesAcrossABreak() =>
        AssertClusters("0 1 | 2 3", Matrices.Of(4, (0, 1, 1), (0, 2, 1), (0, 3, 1), (1, 2, 1), (2, 3, 1)), .98, breakBefore: 2);

    [Fact]
    public void IgnoresABreakBeforeTheFirstBlock() => AssertClusters("0 1", Matrices.Of(2, (0, 1, 1)), .98, breakBefore: 0);

    [Fact]
    public void KeepsASingleBlock() => AssertClusters("0", Matrices.Of(1), .98);

    [Fact]
    public void FindsNothingInAnEmptyChain() => AssertClusters("", Matrices.Of(0), .98);

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void RefusesAThresholdOutsideTheUnitInterval(double threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusterFinder.Anchor(Matrices.Of(1), threshold, [false]));

    [Fact]
    public void RefusesFlagsThatDoNotMatchTheBlocks() =>
        Assert.Throws<ArgumentException>(() => ClusterFinder.Anchor(Matrices.Of(2), 1, [false]));

    private static void AssertClusters(string expected, SimilarityMatrix cka, double threshold, int? breakBefore = null)
    {
        var breaks = new bool[cka.Size];
        if (breakBefore is { } position)
        {
            breaks[position] = true;
        }

        var clusters = ClusterFinder.Anchor(cka, threshold, breaks);
        Assert.Equal(expected, Matrices.Text(clusters));
    }
}
