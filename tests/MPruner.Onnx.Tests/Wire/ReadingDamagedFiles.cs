using MPruner.Core;
using MPruner.Onnx.Faults;
using MPruner.Onnx.Messages;

namespace MPruner.Onnx.Tests.Wire;

public sealed class ReadingDamagedFiles
{
    [Theory]
    [InlineData("residual_cnn")]
    [InlineData("masked_transformer")]
    public void AFileThatIsCutOffIsRefusedWithACode(string name)
    {
        var file = Fixture(name);
        for (var length = 0; length < file.Length - 64; length += 487)
        {
            var refused = Assert.Throws<OnnxException>(() => OnnxFile.Open(file.AsMemory(0, length), null));
            Assert.StartsWith("MPR160", refused.Code, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("residual_cnn", 1)]
    [InlineData("bert", 2)]
    public void AFileWithOtherBytesIsReadOrRefusedWithACode(string name, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 150; i++)
        {
            var file = Fixture(name);
            for (var change = 0; change < 4; change++)
            {
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }

            var thrown = Record.Exception(() => OnnxFile.Open(file, null));
            Assert.True(thrown is null or OnnxException or PrunerException, thrown?.ToString());
        }
    }

    [Fact]
    public void BytesThatAreNoModelAreRefusedWithACode() =>
        Assert.Equal("MPR1602", Assert.Throws<OnnxException>(() => OnnxFile.Open(new byte[] { 0x08, 0x07 }, null)).Code);

    [Fact]
    public void ATensorWithTooFewBytesIsRefusedWithACode()
    {
        var array = TestGraph.Tensor("w", 4) with { };
        var tensor = OnnxTensor.Of(array with { Array = array.Array with { Shape = [2, 3] } });

        Assert.Equal("MPR1603", Assert.Throws<OnnxException>(tensor.ToArray).Code);
    }

    [Fact]
    public void AGraphThatWritesAValueTwiceIsRefusedWithACode()
    {
        var file = new TestGraph().Input("x").Node("Relu", ["x"], "y").Node("Relu", ["x"], "y").Output("y").ToFile();

        Assert.Equal("MPR1604", Assert.Throws<OnnxException>(() => OnnxFile.Open(file, null)).Code);
    }

    [Fact]
    public void DeeplyNestedGraphsAreRefusedWithACode()
    {
        var graph = new TestGraph().Node("Relu", ["x"], "y").Output("y");
        for (var depth = 0; depth < 100; depth++)
        {
            graph = new TestGraph().Node("If", ["c"], "y", graph.ToAttribute("then_branch")).Output("y");
        }

        Assert.Equal("MPR1604", Assert.Throws<OnnxException>(() => OnnxFile.Open(graph.Input("x").Input("c").ToFile(), null)).Code);
    }

    private static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(Repository.Fixtures, "onnx", name + ".onnx"));
}
