using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx;

namespace MPruner.OnnxRuntime.Tests;

public sealed class DeletingABlock : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-onnx-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("bert", "encoder.layer.1", "/encoder/layer.1/norm2/Add_1_output_0", "/encoder/layer.0/norm2/Add_1_output_0")]
    [InlineData("masked_transformer", "layers.2", "/layers.2/Add_1_output_0", "/layers.1/Add_1_output_0")]
    [InlineData("residual_cnn", "stage1.1", "/stage1/stage1.1/Relu_1_output_0", "/stage1/stage1.0/Relu_1_output_0")]
    public void GivesTheOutputsOfTheGraphThatWasEditedByHandBitForBit(string name, string block, string written, string read)
    {
        OnnxJudge.OrSkip();
        var byHand = Path.Combine(folder.FullName, "byhand.onnx");
        OnnxJudge.Ask("delete", Exported.PathOf(name), byHand, written, read);

        var model = OnnxFile.Open(Exported.Read(name), null);
        var pruned = model.Write(new Candidate(model, [model.Blocks.Single(b => b.Path == block)]));

        var inputs = Exported.Inputs(model.Signature);
        Assert.Equal(Run(File.ReadAllBytes(byHand), inputs), Run(pruned, inputs));
        Assert.NotEqual(Run(model.File, inputs), Run(pruned, inputs));
    }

    [Theory]
    [InlineData("bert")]
    [InlineData("masked_transformer")]
    [InlineData("mobilenet")]
    [InlineData("residual_cnn")]
    [InlineData("resnet_basic")]
    [InlineData("vit")]
    public void LeavesAFileThatTheCheckerOfOnnxAccepts(string name) => CheckEach(Exported.Read(name));

    [Fact]
    public void LeavesAFileOfMiniLmThatTheCheckerOfOnnxAccepts()
    {
        OnnxJudge.OrSkip();
        var model = OnnxFile.Open(RealOnnxModels.MiniLm, null);
        Check(model, model.Blocks[^1]);
    }

    [Fact]
    public void LeavesTheNamesOfTheOutputsOfMiniLm()
    {
        var model = OnnxFile.Open(RealOnnxModels.MiniLm, null);
        var pruned = OnnxFile.ReadSignature(model.Write(new Candidate(model, [model.Blocks[^1]])));

        Assert.Equal(model.Signature.ToString(), pruned.ToString());
        Assert.Equal(1_774_464, model.Signature.ParameterCount - pruned.ParameterCount);
    }

    private void CheckEach(byte[] file)
    {
        OnnxJudge.OrSkip();
        var model = OnnxFile.Open(file, null);
        foreach (var block in model.Blocks.Where(block => block.Removable))
        {
            Check(model, block);
        }
    }

    private void Check(IPrunableModel model, Block block)
    {
        var path = Path.Combine(folder.FullName, block.Path + ".onnx");
        File.WriteAllBytes(path, model.Write(new Candidate(model, [block])).Span);
        OnnxJudge.Ask("check", path);
    }

    private static byte[] Run(ReadOnlyMemory<byte> file, ImmutableArray<NumericArray> inputs)
    {
        using var running = new OnnxModelFormat(Engine.Started).Bench(new(), new()).Run(file);
        return running.Run(inputs)[0].Data.ToArray();
    }
}
