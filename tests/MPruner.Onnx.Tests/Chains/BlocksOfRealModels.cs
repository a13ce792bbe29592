
namespace MPruner.Onnx.Tests.Chains;

public sealed class BlocksOfRealModels
{
    [Fact]
    public void TheLayersOfMiniLmAreOneChainOfSixBlocks()
    {
        var model = OnnxFile.Open(RealOnnxModels.MiniLm, null);

        var chain = Assert.Single(model.Chains);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => $"encoder.layer.{i}"), chain.Blocks.Select(b => b.Path));
        Assert.All(chain.Blocks, block => Assert.True(block.Removable, block.Reason));
        Assert.All(chain.Blocks, block => Assert.Equal(1_774_464, block.Parameters));
        Assert.All(chain.Blocks, block => Assert.Equal("6 MatMul", block.Class));
        Assert.All(chain.Blocks, block => Assert.Equal(-1, block.FeatureDimension));
    }

    [Fact]
    public void TheNineSumsOfResNetAreOneChainWhoseIdentityBlocksMayGo()
    {
        var model = OnnxFile.Open(RealOnnxModels.ResNet18, null);

        var chain = Assert.Single(model.Chains);
        Assert.Equal(9, chain.Blocks.Length);
        Assert.Equal([0, 1, 3, 5, 7, 8], chain.Blocks.Select((block, i) => (block, i)).Where(b => b.block.Removable).Select(b => b.i));
        Assert.All(chain.Blocks, block => Assert.Equal(1, block.FeatureDimension));
    }

    [Fact]
    public void TheSignatureNamesTheInputsWithTypesAndSizes() => Assert.Equal(
        "forward(input_ids: int64[batch, sequence], attention_mask: int64[batch, sequence], token_type_ids: int64[batch, sequence]) "
        + "-> (float32[batch, sequence, Addlast_hidden_state_dim_2], float32[Tanh924_dim_0, 384])",
        OnnxFile.Open(RealOnnxModels.MiniLm, null).Signature.ToString());
}
