namespace MPruner.Core.Tests;

public sealed class DrawingFromASeed
{
    [Fact]
    public void FollowsSplitMix64()
    {
        // The first outputs for state 0, as published with the reference implementation.
        var random = new SeededRandom(0);
        Assert.Equal(0xE220A8397B1DCDAFUL, random.NextBits());
        Assert.Equal(0x6E789E6AA1B965F4UL, random.NextBits());
        Assert.Equal(0x06C45D188009454FUL, random.NextBits());
    }

    [Fact]
    public void ChoosesNoNumberTwice()
    {
        var chosen = new SeededRandom(5).Choose(1000, 400);
        Assert.Equal(400, chosen.Distinct().Count());
        Assert.All(chosen, number => Assert.InRange(number, 0, 999));
    }

    [Fact]
    public void CoversEveryNumberAboutEquallyOften()
    {
        var random = new SeededRandom(-1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.Next(7)]++;
        }

        // The standard deviation of a count is √(70,000 · 1/7 · 6/7) ≈ 93; the tolerance is five of them.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 465, 10_000 + 465));
    }

    [Fact]
    public void GivesUniformNumbersBelowOne()
    {
        var random = new SeededRandom(11);
        var numbers = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToArray();
        Assert.All(numbers, number => Assert.InRange(number, 0, Math.BitDecrement(1.0)));
        Assert.InRange(numbers.Average(), 0.49, 0.51); // standard error .0029
    }

    [Fact]
    public void RefusesAnEmptyRange() => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(0).Next(0));
}
