using MPruner.Core.Planning;

namespace MPruner.Core.Tests.Planning;

public sealed class ExpectingTheLimit
{
    private const double Limit = 0.01;

    private static readonly PredictedGrowth Growth = new([0, 0.002, 0.005, 0.009, 0.014, 0.02, 0.03, 0.05, 0.09]) { DistancePerDrop = 2 };

    [Fact]
    public void StartsWhereThePredictedDistanceIsThatOfTheLimit() => Assert.Equal(4, Next(0, 0, 8, null));

    [Fact]
    public void GoesOnAsTheMeasuredDropSuggests() => Assert.Equal(5, Next(4, 0.0067, 8, null));

    [Fact]
    public void DoesNotTrustADropOfNextToNothing()
    {
        Assert.Equal(6, Next(4, 0, 8, null));
        Assert.Equal(6, Next(4, -0.003, 8, null));
    }

    [Fact]
    public void GoesAsFarAsNothingIsPredictedToBeLost() =>
        Assert.Equal(3, new PredictedGrowth([0, 0.001, 0.001, 0.001, 0.1]).Next(new(new(1, 0), null, 4) { Limit = Limit }));

    [Fact]
    public void LooksBetweenWhatPassedAndWhatWasRejected() => Assert.Equal(6, Next(4, 0.004, 7, new(8, 0.03)));

    [Fact]
    public void DividesLengthsThatWerePredictedToBeEqual() =>
        Assert.Equal(4, new PredictedGrowth([0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1]).Next(new(default, new(8, 0.08), 7) { Limit = Limit }));

    [Fact]
    public void IsFoundWhereAPredictionIsNotFinite() =>
        Assert.Equal(2, new PredictedGrowth([0, 0.002, 0.005, double.PositiveInfinity]).Next(new(default, null, 3) { Limit = Limit }));

    [Theory]
    [InlineData(0.0125, 4)]
    [InlineData(0.08, 1)]
    [InlineData(0.9, 0)]
    public void IsNearerTheHigherTheDropOfTheRejectedOne(double drop, int expected) => Assert.Equal(expected, Next(0, 0, 4, new(5, drop)));

    [Fact]
    public void GrowsWithTheCubeOfTheNumberOfBlocks()
    {
        Assert.Equal(4, new CubicGrowth(0).Next(new(default, null, 7) { Limit = Limit }));
        Assert.Equal(4, new CubicGrowth(0).Next(new(default, new(8, 0.08), 7) { Limit = Limit }));
        Assert.Equal(7, new CubicGrowth(0).Next(new(default, new(8, 0.014), 7) { Limit = Limit }));
    }

    [Fact]
    public void GrowsWithTheCubeOfWhatIsMissingFromTheOriginal()
    {
        Assert.Equal(2, new CubicGrowth(8).Next(new(default, new(8, 0.08), 7) { Limit = Limit }));
        Assert.Equal(6, new CubicGrowth(0).Next(new(new(4, 0.004), new(8, 0.028), 7) { Limit = Limit }));
    }

    [Fact]
    public void IsWhereTheSearchStartsIfThatUsesItUp() =>
        Assert.Equal(0, new CubicGrowth(3).Next(new(new(0, 0.012), null, 7) { Limit = Limit }));

    private static int Next(int low, double lowDrop, int high, LengthDrop? rejected) =>
        Growth.Next(new(new(low, lowDrop), rejected, high) { Limit = Limit });
}
