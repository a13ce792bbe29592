using MPruner.ScriptModels.Models;

namespace MPruner.ScriptModels.Tests.Widths;

public sealed class FindingInnerDimensions
{
    [Theory]
    [InlineData("residual_cnn.scripted.pt", "stage2.1", "conv2: 6 Channel of 9 inputs, 110 parameters")]
    [InlineData("residual_cnn.traced.pt", "stage2.1", "conv2: 6 Channel of 9 inputs, 110 parameters")]
    [InlineData(
        "resnet_bottleneck.traced.pt",
        "layer1.1",
        "conv2: 4 Channel of 9 inputs, 54 parameters; conv3: 4 Channel of 1 inputs, 54 parameters")]
    [InlineData(
        "masked_transformer.scripted.pt",
        "layers.2",
        "attention.out: 2 Head of 4 inputs, 140 parameters; mlp.2: 16 Neuron of 1 inputs, 17 parameters")]
    [InlineData(
        "bert.traced.pt",
        "encoder.layer.3",
        "attention.out: 2 Head of 4 inputs, 140 parameters; down: 16 Neuron of 1 inputs, 17 parameters")]
    [InlineData("mobilenet.traced.pt", "5", "conv.2: 12 Channel of 1 inputs, 25 parameters")]
    [InlineData("mobilenet.scripted.pt", "5", "conv.2: 12 Channel of 1 inputs, 25 parameters")]
    [InlineData("parent_adds.scripted.pt", "left", "fc2: 8 Neuron of 1 inputs, 17 parameters")]
    [InlineData("Recorded/specimens/nested_tensors.traced.pt", "encoder.layers.1", "linear2: 16 Neuron of 1 inputs, 17 parameters")]
    [InlineData(
        "../../samples/SpamFilter/model.pt",
        "layers.5",
        "proj: 4 Head of 24 inputs, 9288 parameters; down: 192 Neuron of 1 inputs, 193 parameters")]
    public void FollowsTheValuesOfABlock(string model, string block, string dimensions) =>
        Assert.Equal(dimensions, Describe(ScriptModel.Open(Fixtures.Bytes(model), null), block));

    /// <summary>A block that is called for every iteration of a loop has the same units in all of them.</summary>
    [Fact]
    public void LeavesABlockThatIsRepeated() => Assert.Empty(ScriptModel.Open(Fixtures.Bytes("albert.scripted.pt"), null).InnerDimensions);

    [Theory]
    [InlineData("(fc2).forward(torch.tanh((fc1).forward(x, )), )")]
    [InlineData("(fc2).forward(torch.mul(torch.gelu((fc1).forward(x, )), 2), )")]
    [InlineData("(fc2).forward(torch.mul(h, torch.sigmoid(h)), )")]
    [InlineData("(fc2).forward(torch.div(torch.pow(torch.add(h, 1, alpha=2), 3.), CONSTANTS.c0), )")]
    [InlineData("(fc2).forward(torch.type_as(torch.to(torch.erf(h), ops.prim.dtype(h)), x), )")]
    public void PassesWhatTreatsAllUnitsAlike(string code) => Assert.Equal(4, EditedCode.WithBody(code).InnerDimensions.Length);

    [Theory]
    [InlineData("(fc2).forward(torch.softmax(h, -1), )")]
    [InlineData("(fc2).forward(torch.mul(h, fc1.bias), )")]
    [InlineData("(fc2).forward(torch.add(h, torch.mean(h)), )")]
    [InlineData("(fc2).forward(torch.flip(h, [-1]), )")]
    [InlineData("(fc2).forward(torch.pad(h, [0, 1]), )")]
    [InlineData("(fc2).forward(torch.max_pool1d(h, [3], [1], [1]), )")]
    [InlineData("(fc2).forward(torch.slice(h, -1, 0, 8), )")]
    [InlineData("(fc2).forward(torch.max(h, 1), )")]
    [InlineData("(fc2).forward(torch.mul(h, (fc2).forward(h, )), )")]
    [InlineData("torch.mul((fc2).forward(torch.tanh(h), ), torch.mean(h))")]
    [InlineData("(fc2).forward(torch.mul(torch.tanh(h), torch.size(h, -1)), )")]
    [InlineData("(fc2).forward(torch.tanh(x), )")]
    public void LeavesUnitsThatAreMixedOrReadByAnythingElse(string code) => Assert.Empty(EditedCode.WithBody(code).InnerDimensions);

    /// <summary>Heads of values that take such ways are all still there, each with its own features.</summary>
    [Theory]
    [InlineData("torch.repeat_interleave(v, 1, 1)")]
    [InlineData("torch.cat([torch.slice(v, -1, 2), torch.neg(torch.slice(v, 3, 0, 2))], -1)")]
    [InlineData("torch.mul(v, torch.rsqrt(torch.mean(torch.pow(v, 2), [-1], True)))")]
    [InlineData("torch.reshape(torch.expand(torch.unsqueeze(v, 2), [-1, 2, 1, -1, -1]), [-1, torch.size(v, 1), 3, 4])")]
    public void FollowsHeadsThrough(string code) => Assert.Equal(
        8,
        EditedCode.Open("masked_transformer.scripted.pt", "layers.0.attention", "weights, v)", $"weights, {code})").InnerDimensions.Length);

    private static string Describe(ScriptModel model, string block) => string.Join("; ", model.InnerDimensions
        .Where(d => d.Block.Path == block)
        .Select(d => $"{d.Path[(block.Length + 1)..]}: {d.Units} {d.Unit} of {d.UnitWidth} inputs, {d.UnitParameters} parameters"));
}
