using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Tests.Messages;

public sealed class RewritingRealFiles
{
    [Fact]
    public void AnUneditedMiniLmIsWrittenByteForByte() => CheckRewritten(RealOnnxModels.MiniLm);

    [Fact]
    public void AnUneditedResNetIsWrittenByteForByte() => CheckRewritten(RealOnnxModels.ResNet18);

    [Fact]
    public void AGraphThatWasTakenApartAndPutTogetherIsWrittenByteForByte()
    {
        var model = OnnxModel.Read(RealOnnxModels.MiniLm);

        Assert.True(model.With(model.Graph).Write().AsSpan().SequenceEqual(RealOnnxModels.MiniLm));
    }

    /// <summary>The models by which ONNX's operators are specified: over 1,000 files of other exporters and versions.</summary>
    [Fact]
    public void EveryConformanceModelIsReadAndWrittenByteForByte()
    {
        const string Folder = "/usr/share/libonnx-testdata";
        Assert.SkipUnless(Directory.Exists(Folder), $"Needs {Folder}: run eng/setup.sh");
        var paths = Directory.GetFiles(Folder, "*.onnx", SearchOption.AllDirectories);

        Assert.All(paths, path => CheckRewritten(OnnxFile.Open(File.ReadAllBytes(path), null).File.ToArray()));
        Assert.InRange(paths.Length, 1000, int.MaxValue);
    }

    private static void CheckRewritten(byte[] file) => Assert.True(OnnxModel.Read(file).Write().AsSpan().SequenceEqual(file));
}
