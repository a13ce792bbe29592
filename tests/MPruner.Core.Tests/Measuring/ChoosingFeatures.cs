using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Measuring;

public sealed class ChoosingFeatures
{
    private const int Channels = 256;
    private const int Positions = 56 * 56;

    private readonly FeatureSample sample = new([Map(1, Channels, 56, 56), Map(1, Channels, 56, 56), Map(1, 16, 28, 28)]);

    [Fact]
    public void GivesMapsOfTheSameSizeTheSameOnes()
    {
        var features = Rows(sample.Choose(3));

        Assert.Equal(FeatureSample.Most, features[0].Length);
        Assert.Equal(features[0], features[1]);
    }

    [Fact]
    public void LeavesSmallMapsWhole() => Assert.All(Rows(sample.Choose(3))[2], feature => Assert.Equal(-1, feature));

    [Fact]
    public void DependsOnTheSeedAlone()
    {
        Assert.Equal(Rows(sample.Choose(3)), Rows(sample.Choose(3)));
        Assert.NotEqual(Rows(sample.Choose(3))[0], Rows(sample.Choose(4))[0]);
    }

    [Fact]
    public void DrawsOneInEachStratumOfEachHalfOfEachChannel()
    {
        var features = Rows(sample.Choose(3))[0];
        var strata = features.Length / Channels / 2;
        for (var i = 0; i < features.Length; i++)
        {
            Assert.Equal(i / strata % Channels, features[i] / Positions);
            Assert.InRange(features[i] % Positions * strata, (i % strata * Positions) - strata, ((i % strata) + 1) * Positions);
        }
    }

    [Fact]
    public void FindsTheSamePlacesWhereChannelsAreLast()
    {
        var last = Rows(new FeatureSample([Map(-1, 56, 56, Channels)]).Choose(3))[0];

        Assert.Equal(Rows(sample.Choose(3))[0], last.Select(f => (f % Channels * Positions) + (f / Channels)));
    }

    [Fact]
    public void AsksForNothingIfAllMapsAreSmall() => Assert.Equal([1L, 0], new FeatureSample([Map(1, 16, 28, 28)]).Choose(3).Shape);

    private static BlockLayout Map(int featureDimension, params long[] sizes)
    {
        var layout = new BlockLayout(new Block("a", "A", 1, 0, null) { FeatureDimension = featureDimension }, 2);
        layout.Note(new BlockShape(ElementType.Float32, ElementType.Float32, [2, .. sizes], [2, .. sizes]));
        return layout;
    }

    private static long[][] Rows(NumericArray features) =>
        [.. features.ToDoubles().Select(feature => (long)feature).Chunk((int)features.Shape[1])];
}
