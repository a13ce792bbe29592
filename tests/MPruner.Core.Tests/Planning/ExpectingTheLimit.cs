using MPruner.Core.Planning;

namespace MPruner.Core.Tests.Planning;

public sealed class ExpectingTheLimit
{
    private const double Limit = 0.01;

    private static readonly PredictedGrowth Growth = new([0, 0.002, 0.005, 0.009, 0.014, 0.02, 0.03, 0.05, 0.09]);

    [Fact]
    public void StartsWhereThePredictedDistanceIsOneAndAHalfTimesTheLimit() => Assert.Equal(4, Next(0, 0, 8, null));

    [Fact]
    public void GoesOnAsTheMeasuredDropSuggests() => Assert.Equal(5, Next(4, 0.007, 8, null));

    [Fact]
    public void DoesNotTrustADropOfNextToNothing()
    {
        Assert.Equal(6, Next(4, 0, 8, null));
        Assert.Equal(6, Next(4, -0.003, 8, null));
    }

    [Fact]
    public void GoesAsFarAsNothingIsPredictedToBeLost() =>
        Assert.Equal(3, new PredictedGrowth([0, 0, 0, 0, 0.1]).Next(new(1, 0, 4, null) { Limit = Limit }));

    [Fact]
    public void LooksBetweenWhatPassedAndWhatWasRejected() => Assert.Equal(6, Next(4, 0.004, 7, 0.03));

    [Theory]
    [InlineData(5, 0.0125, 3)]
    [InlineData(5, 0.08, 1)]
    [InlineData(5, 0.9, 0)]
    public void LeavesAMarginAfterARejectionOnTheAcceptSplit(int length, double bound, int shorter) =>
        Assert.Equal(shorter, Growth.Shorter(length, bound, Limit));

    [Fact]
    public void IsOneShorterWithoutAMeasurement() => Assert.Equal(4, Growth.Shorter(5, null, Limit));

    [Fact]
    public void GrowsWithTheCubeOfTheNumberOfBlocks()
    {
        Assert.Equal(4, new CubicGrowth().Next(new(0, 0, 7, null) { Limit = Limit }));
        Assert.Equal(4, new CubicGrowth().Next(new(0, 0, 7, 0.08) { Limit = Limit }));
        Assert.Equal(7, new CubicGrowth().Shorter(8, 0.05, Limit));
    }

    private static int Next(int low, double lowBound, int high, double? highBound) =>
        Growth.Next(new(low, lowBound, high, highBound) { Limit = Limit });
}
