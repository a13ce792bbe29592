using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.Onnx.Numerics;
using MPruner.Onnx.Recording;

namespace MPruner.Onnx.Tests.Recording;

public sealed class EstimatingGramMatrices
{
    private const int Examples = 8;
    private const int Channels = 3;
    private const int Positions = 20;

    private readonly Products products = new(2);

    /// <summary>The means are 0, since an estimate subtracts them, and a Gram matrix of whole maps only large ones.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HalvesThatHaveAllFeaturesAreEachTheGramMatrixOfTheWholeMaps(bool channelsLast)
    {
        var maps = Maps(channelsLast);
        var stream = new MPruner.Onnx.Recording.Stream(maps, channelsLast ? -1 : 1);
        var whole = Floats(new GramMatrices(products, true).Of(stream, []));

        var places = Enumerable.Range(0, 2 * Channels).SelectMany(i => Places(i % Channels, channelsLast));
        var sample = stream.Picked([.. places]);
        var halves = new SampledGrams(products, true).Of(sample!, stream.Channels);

        Assert.Equal([2, 2, Examples, Examples], halves.Shape);
        var found = Floats(halves);
        for (var layer = 0; layer < 2; layer++)
        {
            for (var i = 0; i < Examples * Examples; i++)
            {
                var expected = whole[(layer * Examples * Examples) + i];
                Assert.Equal(expected, found[(layer * 2 * Examples * Examples) + i], 1e-4);
                Assert.Equal(expected, found[(((layer * 2) + 1) * Examples * Examples) + i], 1e-4);
            }
        }
    }

    [Fact]
    public void AMapThatIsSmallerThanTheSampleIsMeasuredWhole() =>
        Assert.Null(new MPruner.Onnx.Recording.Stream(Maps(false), 1).Picked([Channels * Positions]));

    private static IEnumerable<long> Places(int channel, bool channelsLast) =>
        Enumerable.Range(0, Positions).Select(p => (long)(channelsLast ? (p * Channels) + channel : (channel * Positions) + p));

    private static NumericArray Maps(bool channelsLast)
    {
        var random = new Random(1);
        var values = new float[Examples * Channels * Positions];
        for (var channel = 0; channel < Channels; channel++)
        {
            var own = Enumerable.Range(0, Examples * Positions).Select(_ => random.NextSingle() * (channel + 1)).ToArray();
            var mean = own.Average();
            for (var i = 0; i < own.Length; i++)
            {
                var place = (int)Places(channel, channelsLast).ElementAt(i % Positions);
                values[(i / Positions * Channels * Positions) + place] = own[i] - mean;
            }
        }

        return channelsLast ? NumericArray.Of(values, Examples, 4, 5, Channels) : NumericArray.Of(values, Examples, Channels, 4, 5);
    }

    private static float[] Floats(NumericArray array) => MemoryMarshal.Cast<byte, float>(array.Data.Span).ToArray();
}
