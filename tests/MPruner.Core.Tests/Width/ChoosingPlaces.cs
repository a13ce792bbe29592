using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Width;

namespace MPruner.Core.Tests.Width;

public sealed class ChoosingPlaces
{
    private const int Tokens = 20;

    [Theory]
    [InlineData(3, false)]
    [InlineData(12, false)]
    [InlineData(3, true)]
    [InlineData(50, true)]
    public void NeverTakesPadding(int most, bool trueIsPadding)
    {
        int[] lengths = [20, 7, 1, 13];
        var mask = Mask(lengths, trueIsPadding);
        var places = new InputPlaces([new PaddingMask(0, trueIsPadding)], most).Choose([mask], new SeededRandom(1));
        Assert.Equal([4, Math.Min(most, Tokens)], places.Shape);
        foreach (var (place, i) in places.ToDoubles().Select((place, i) => (place, i)))
        {
            Assert.InRange((int)(place * Tokens), 0, lengths[i / (int)places.Shape[1]] - 1);
        }
    }

    [Fact]
    public void TakesEveryRealTokenOnceBeforeOneTwice()
    {
        var places = new InputPlaces([new PaddingMask(0, false)], 12).Choose([Mask([6, 20], false)], new SeededRandom(1)).ToDoubles();
        var tokens = places.Select(place => (int)(place * Tokens)).ToArray();
        Assert.All(tokens[..12].CountBy(token => token), count => Assert.Equal(2, count.Value));
        Assert.Equal(6, tokens[..12].Distinct().Count());
        Assert.Equal(12, tokens[12..].Distinct().Count());
    }

    [Fact]
    public void TakesWhatIsRealByAllMasks()
    {
        ImmutableArray<NumericArray> masks = [Mask([20, 20], false), NumericArray.Of([0f, 1f, 1f, 0f], 2, 2)];
        ImmutableArray<PaddingMask> both = [new(0, false), new(1, false)];
        var places = new InputPlaces(both, 8).Choose(masks, new SeededRandom(1)).ToDoubles();
        Assert.All(places[..8], place => Assert.True(place >= 0.5));
        Assert.All(places[8..], place => Assert.True(place < 0.5));
    }

    [Fact]
    public void SpreadsThemOverAnExampleWithoutAMask()
    {
        var places = new InputPlaces([], 10).Choose([NumericArray.Of(new float[3], 3)], new SeededRandom(1));
        Assert.Equal([3, 10], places.Shape);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => i % 10), places.ToDoubles().Select(place => (int)(place * 10)));
    }

    [Fact]
    public void DependsOnTheSeedOnly()
    {
        double[] Places(long seed) =>
            new InputPlaces([new PaddingMask(0, false)], 5).Choose([Mask([20, 9], false)], new SeededRandom(seed)).ToDoubles();
        Assert.Equal(Places(3), Places(3));
        Assert.NotEqual(Places(3), Places(4));
    }

    private static NumericArray Mask(int[] lengths, bool trueIsPadding)
    {
        var values = lengths.SelectMany(length => Enumerable.Range(0, Tokens).Select(token => token < length == !trueIsPadding ? 1f : 0f));
        return NumericArray.Of([.. values], lengths.Length, Tokens);
    }
}
