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

    private static void CheckRewritten(byte[] file) => Assert.True(OnnxModel.Read(file).Write().AsSpan().SequenceEqual(file));
}
