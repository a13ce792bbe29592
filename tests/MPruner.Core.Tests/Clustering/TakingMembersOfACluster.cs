using MPruner.Core.Clustering;

namespace MPruner.Core.Tests.Clustering;

public sealed class TakingMembersOfACluster
{
    [Theory]
    [InlineData(1, "4 5 6 7 8")]
    [InlineData(2, "4 6 8")]
    [InlineData(3, "4 7")]
    [InlineData(5, "4")]
    [InlineData(9, "4")]
    public void GranularityStepsFromTheMemberAfterTheAnchor(int k, string expected) =>
        Assert.Equal(expected, string.Join(' ', Granularity.Removed([3, 4, 5, 6, 7, 8], k)));

    [Fact]
    public void ASingletonKeepsItsBlock() => Assert.Empty(Granularity.Removed([3], 1));

    [Fact]
    public void RefusesGranularityZero() => Assert.Throws<ArgumentOutOfRangeException>(() => Granularity.Removed([3, 4], 0));
}
