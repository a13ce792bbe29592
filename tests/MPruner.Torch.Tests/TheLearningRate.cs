namespace MPruner.Torch.Tests;

public sealed class TheLearningRate
{
    [Fact]
    public void RisesInEqualStepsToItsPeak()
    {
        var rate = new LearningRate(0.4, 0.25, 16);

        Assert.Equal([0.1, 0.2, 0.3, 0.4], Enumerable.Range(0, 4).Select(rate.At), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void FallsToZeroAfterTheLastStep()
    {
        var rate = new LearningRate(0.4, 0.25, 16);

        Assert.Equal(0.4, rate.At(4));
        Assert.Equal(0.2, rate.At(10), 1e-15);
        Assert.Equal(0, rate.At(16), 1e-15);
        Assert.All(Enumerable.Range(4, 12), step => Assert.True(rate.At(step) > rate.At(step + 1)));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void IsNeverAboveItsPeakNorZero(double warmUp)
    {
        var rate = new LearningRate(0.4, warmUp, 7);

        Assert.All(Enumerable.Range(0, 7), step => Assert.InRange(rate.At(step), double.Epsilon, 0.4));
    }
}
