using System.IO.Compression;
using System.Text;
using MPruner.Core;
using MPruner.Core.Ports;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class MeasuringBadInput
{
    [Fact]
    public void NamesArgumentTypeAndShapeOfAnArrayOfTheWrongShape()
    {
        var refused = Assert.ThrowsAny<PrunerException>(() => Analyze("residual_cnn.scripted.pt", "images", Floats(64, 3, 12, 12)));

        Assert.Equal("MPR3006", refused.Code);
        Assert.Contains("forward(images: float32[32, 3, 12, 12])", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesArgumentTypeAndShapeOfAnArrayOfTheWrongType()
    {
        var ids = Specimen.Named("masked_transformer.traced.pt").Examples["ids"];

        var refused = Assert.ThrowsAny<PrunerException>(() => Analyze("masked_transformer.traced.pt", "ids", Floats([.. ids.Shape])));

        Assert.Equal("MPR3006", refused.Code);
        Assert.Contains("forward(ids: float32[32, 7], mask: bool[32, 7])", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void SaysWhatToDoAboutNestedTensors()
    {
        var specimen = Specimen.Named("nested_tensors.traced.pt");

        var refused = Assert.ThrowsAny<PrunerException>(() => Analysis.Of(specimen.Model, specimen.Examples));

        Assert.Equal("MPR3006", refused.Code);
        Assert.Contains("enable_nested_tensor=False", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AlsoNamesThemWhereACandidateIsScored()
    {
        var specimen = Specimen.Named("residual_cnn.scripted.pt");

        var examples = new MemoryExamples(("images", Floats(64, 3, 12, 12)));

        var refused = Assert.ThrowsAny<PrunerException>(() => Quiet.Pipeline().Verify(
            new(specimen.Model, specimen.Model, examples, new PruningOptions()), CancellationToken.None));

        Assert.Equal("MPR3006", refused.Code);
        Assert.Contains("forward(images: float32[64, 3, 12, 12])", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void RecognisesATraceOfAFixedNumberOfExamples(int size)
    {
        var specimen = Specimen.Named("narrow_convolutions.traced.pt");
        var model = Edited(specimen.Model, "torch.flatten(argument_1, 1)", $"torch.reshape(argument_1, [{size}, -1])");

        var refused = Assert.ThrowsAny<PrunerException>(() => Analysis.Of(model, specimen.Examples));

        Assert.Equal("MPR3013", refused.Code);
        Assert.Contains($"runs on {size} examples at a time, but not on 32", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RecognisesCodeThatNamesADevice()
    {
        var specimen = Specimen.Named("t5.traced.pt");
        var model = Edited(specimen.Model, "torch.device(\"cpu\")", "torch.device(\"cuda:0\")");

        var refused = Assert.ThrowsAny<PrunerException>(() => Analysis.Of(model, specimen.Examples));

        Assert.Equal("MPR3012", refused.Code);
        Assert.DoesNotContain("is only available for these backends", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesFewerArraysThanArguments()
    {
        var refused = Assert.ThrowsAny<PrunerException>(() => Analysis.Of(
            Specimen.Named("masked_transformer.traced.pt").Model, new MemoryExamples(("ids", NumericArray.Of(new long[64 * 7], 64, 7)))));

        Assert.Equal("MPR3201", refused.Code);
    }

    private static byte[] Edited(byte[] model, string code, string instead)
    {
        using var file = new MemoryStream();
        file.Write(model);
        var edits = 0;
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".py", StringComparison.Ordinal)).ToList())
            {
                using var stream = entry.Open();
                using var reader = new StreamReader(stream);
                var text = reader.ReadToEnd();
                edits += text.Contains(code, StringComparison.Ordinal) ? 1 : 0;
                stream.SetLength(0);
                stream.Write(Encoding.UTF8.GetBytes(text.Replace(code, instead, StringComparison.Ordinal)));
            }
        }

        Assert.True(edits > 0);
        return file.ToArray();
    }

    private static void Analyze(string model, string array, NumericArray instead) =>
        Analysis.Of(Specimen.Named(model).Model, Specimen.Named(model).Examples.Take((int)instead.Shape[0]).With(array, instead));

    private static NumericArray Floats(params ReadOnlySpan<long> shape)
    {
        long[] sizes = [.. shape];
        sizes[0] = 64;
        var values = Enumerable.Range(0, (int)sizes.Aggregate((product, size) => product * size)).Select(i => (float)i).ToArray();
        return NumericArray.Of(values, sizes);
    }
}
