using MPruner.Core;
using MPruner.Core.Ports;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class ReadingCalibrationData
{
    private const string Model = "residual_cnn.scripted.pt";

    private static Specimen Cnn => Specimen.Named(Model);

    private static Specimen ResNet => Specimen.Named("resnet_basic.traced.pt");

    /// <summary>The images by their mean brightness, which the blocks' outputs follow, in place of a file sorted by class.</summary>
    [Fact]
    public void DoesNotDependOnTheOrderOfTheFile()
    {
        var images = Cnn.Examples["images"];
        var row = (int)(images.Count / images.Shape[0]);
        var values = images.ToDoubles();
        int[] order = [.. Enumerable.Range(0, Specimen.Count).OrderBy(i => values.Skip(i * row).Take(row).Average())];
        var sorted = new MemoryExamples(("images", Cnn.Examples.Read(0, order)));

        var (shuffled, found) = (Analysis.Of(Model).Result.Chains[0].Cka!, Analysis.Of(Cnn.Model, sorted).Result.Chains[0].Cka!);

        // Another permutation into groups changes an estimate by some thousandths (method.md, measured).
        for (var i = 1; i < found.Size; i++)
        {
            Assert.Equal(shuffled[i - 1, i]!.Value, found[i - 1, i]!.Value, 0.01);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void NamesAnExampleThatIsNotANumber(int example)
    {
        var refused = Assert.Throws<PrunerException>(() => Analysis.Of(ResNet.Model, WithValue(example, float.NaN)));

        Assert.Equal("MPR3209", refused.Code);
        Assert.Contains($"example {example}:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAnExampleForWhichTheModelOverflows()
    {
        var refused = Assert.Throws<PrunerException>(() => Analysis.Of(ResNet.Model, WithValue(100, 1e30f)));

        Assert.Equal("MPR3210", refused.Code);
        Assert.Contains("example 100:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysWhenAllExamplesAreEqual()
    {
        var images = Cnn.Examples["images"];
        var zeros = images with { Data = new byte[images.Data.Length] };

        var refused = Assert.Throws<PrunerException>(() => Analysis.Of(Cnn.Model, Cnn.Examples.With("images", zeros)));

        Assert.Equal("MPR3208", refused.Code);
    }

    [Fact]
    public void SaysWhenInputsDifferButOutputsDoNot()
    {
        // The differences drown in the rounding of what all images share.
        var images = Cnn.Examples["images"];
        var row = (int)(images.Count / images.Shape[0]);
        var values = new float[images.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i % row == 0 ? 1 + ((i / row) * 1e-7f) : 1;
        }

        var found = Analysis.Of(Cnn.Model, Cnn.Examples.With("images", NumericArray.Of(values, images.Shape.AsSpan())));

        Assert.Contains(found.Result.Warnings, w => w.Code == "MPR2323");
    }

    private static MemoryExamples WithValue(int example, float value)
    {
        var images = ResNet.Examples["x"];
        var data = images.Data.ToArray();
        BitConverter.GetBytes(value).CopyTo(data, example * (data.Length / (int)images.Shape[0]));
        return ResNet.Examples.With("x", images with { Data = data });
    }
}
