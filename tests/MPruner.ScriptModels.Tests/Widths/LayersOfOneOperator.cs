using MPruner.ScriptModels.Models;

namespace MPruner.ScriptModels.Tests.Widths;

/// <summary>Encoder layers of PyTorch, each of which one operator computes. It gets the weights as arguments.</summary>
public sealed class LayersOfOneOperator
{
    private const string Changed = "encoder.layers.1";
    private const string Operator = "src = torch._transformer_encoder_layer_fwd(";

    [Theory]
    [InlineData("_0 = ops.prim.requires_grad(weight)")]
    [InlineData("_0 = str(ops.prim.device(self.linear1.weight))")]
    public void AreNarrowedIfCodeAsksOnlyForWhatDoesNotDependOnTheShape(string code) =>
        Assert.Equal(3, Open(code).InnerDimensions.Length);

    [Theory]
    [InlineData("_0 = torch.mul(argument_1, torch.sum(weight))")]
    [InlineData("_0 = torch.mul(argument_1, torch.sum(self.linear1.bias))")]
    [InlineData("_0 = torch.linear(argument_1, weight0, bias0)")]
    [InlineData("_0 = [weight]")]
    [InlineData("_0, _1 = weight, bias0")]
    [InlineData("_0 = self.linear2")]
    public void StayIfOtherCodeReadsTheirWeights(string code)
    {
        var model = Open(code.Contains("self.linear2", StringComparison.Ordinal) ? $"{code}\n    _1 = torch.add(argument_1, _0)" : code);

        Assert.DoesNotContain(model.InnerDimensions, dimension => dimension.Block.Path == Changed);
        Assert.Equal(
            "The weights of its MLP, which one operator computes with all the rest, are used by other code as well.",
            WhyNotNarrowed(model));
    }

    [Fact]
    public void SayWhyTheirHeadsStay() => Assert.Equal(
        "Its attention is nn.MultiheadAttention, whose code requires that all heads together have as many features as it reads.",
        WhyNotNarrowed(Open("_0 = 0")));

    private static string? WhyNotNarrowed(ScriptModel model) => model.WhyNotNarrowed(model.Blocks.First(b => b.Path == Changed));

    private static ScriptModel Open(string code) =>
        EditedCode.Open("Recorded/specimens/nested_tensors.traced.pt", Changed, Operator, $"{code}\n    {Operator}");
}
