using MPruner.Core.Acceptance;

namespace MPruner.Core.Tests.Acceptance;

public sealed class NormalQuantiles
{
    // From Python's statistics.NormalDist().inv_cdf, which follows another method (Wichura's AS 241).
    [Theory]
    [InlineData(0.500001, 2.5066282747057056e-06)]
    [InlineData(0.6, 0.2533471031357998)]
    [InlineData(0.75, 0.6744897501960817)]
    [InlineData(0.9, 1.2815515655446008)]
    [InlineData(0.95, 1.6448536269514715)]
    [InlineData(0.975, 1.9599639845400536)]
    [InlineData(0.99, 2.3263478740408408)]
    [InlineData(0.999, 3.090232306167813)]
    [InlineData(0.999999, 4.753424308817089)]
    [InlineData(0.999999999999, 7.0344869100478356)]
    [InlineData(0.9999999999999999, 8.209536151601387)]
    public void AgreeWithAnotherMethod(double p, double expected) => Assert.Equal(expected, NormalDistribution.Quantile(p), 1e-13);

    [Fact]
    public void AreExactlyZeroInTheMiddle() => Assert.Equal(0.0, NormalDistribution.Quantile(0.5));

    [Fact]
    public void RiseWithTheProbability()
    {
        var quantiles = Enumerable.Range(5_000, 5_000).Select(i => NormalDistribution.Quantile(i / 10_000.0)).ToArray();
        Assert.Equal(quantiles.Order(), quantiles);
        Assert.Equal(quantiles.Length, quantiles.Distinct().Count());
    }

    [Fact]
    public void MeetWhereTheMethodChanges() =>
        Assert.Equal(NormalDistribution.UpperTail(Math.BitDecrement(3.0)), NormalDistribution.UpperTail(3.0), 1e-15);

    [Theory]
    [InlineData(0.49)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void AreForTheUpperHalfOnly(double p) => Assert.Throws<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(p));
}
