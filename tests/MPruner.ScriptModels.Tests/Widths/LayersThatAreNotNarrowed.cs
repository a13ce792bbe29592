using MPruner.ScriptModels.Models;

namespace MPruner.ScriptModels.Tests.Widths;

public sealed class LayersThatAreNotNarrowed
{
    private const string Bottleneck = "layer1.1";

    /// <summary>The second of three convolutions: neither what it reads nor what it writes can be narrowed.</summary>
    [Theory]
    [InlineData("resnet_bottleneck.scripted.pt", "weight, bias, [1, 1], [1, 1], [1, 1])", "weight, bias, [1, 1], [1, 1], [1, 1], 2)")]
    [InlineData("resnet_bottleneck.traced.pt", "False, [0, 0], 1,", "False, [0, 0], 2,")]
    public void SayThatOneIsAGroupedConvolution(string fixture, string old, string code) => Check(
        "conv2 is a grouped convolution.",
        EditedCode.Open(fixture, $"{Bottleneck}.conv2", old, code),
        Bottleneck);

    [Theory]
    [InlineData("conv1", "False, [0, 0], 1", "False, [0, 0], 2", "conv2 reads conv1, which is a grouped convolution.")]
    [InlineData("conv1", "False, [0, 0], 1", "True, [0, 0], 1", "conv2 reads conv1, which is a transposed convolution.")]
    [InlineData("conv2", "False, [0, 0], 1", "True, [0, 0], 1", "conv2 is a transposed convolution.")]
    [InlineData("conv2", "torch._convolution(", "torch.conv3d(", "conv2 is a \"conv3d\" of a kind that is not narrowed.")]
    public void SayOfWhatKindALayerIs(string layer, string old, string code, string reason) => Check(
        reason,
        EditedCode.Open("residual_cnn.traced.pt", $"stage1.0.{layer}", old, code),
        "stage1.0");

    /// <summary>The factors are computed from other means than those of the channels, or something else reads these.</summary>
    [Theory]
    [InlineData("torch.mean(out4)")]
    [InlineData("torch.mean(out4, [1], True)")]
    [InlineData("torch.mul(torch.adaptive_avg_pool2d(out4, [1, 1]), 2)")]
    public void SayThatSqueezeExcitationScales(string mean) => Check(
        "conv3 reads values that squeeze-excitation scales by factors computed from all of them.",
        Squeezing(mean),
        Bottleneck);

    [Theory]
    [InlineData("torch.adaptive_avg_pool2d(out4, [1, 1])")]
    [InlineData("torch.mean(out4, [2, 3], True)")]
    [InlineData("torch.mean(out4, [-1, -2], True)")]
    public void AreNotThoseWhoseFactorsAreOfTheChannelsMeans(string mean)
    {
        var model = Squeezing(mean);

        Assert.Single(model.InnerDimensions, dimension => dimension.Path == "layer1.1.conv3");
    }

    [Theory]
    [InlineData("(fc2).forward(torch.softmax(h, -1), )", "fc2 reads the result of \"softmax\", which is not followed.")]
    [InlineData("(fc2).forward(torch.reshape(h, [-1, 2, 4]), )", "fc2 reads the result of a change of shape, which is not followed.")]
    [InlineData("torch.mul((fc2).forward(torch.tanh(h), ), torch.mean(h))", "fc2 reads values that \"mean\" reads as well.")]
    [InlineData("(fc2).forward(torch.tanh((fc1).forward((fc1).forward(x, ), )), )", "fc1 is called at several places in the code.")]
    public void SayWhatIsBetween(string code, string reason) => Check(reason, EditedCode.WithBody(code), "left", "right", "last");

    /// <summary>Its neurons are narrowed none the less.</summary>
    [Theory]
    [InlineData("\"flip\"", "torch.matmul(weights, torch.flip(v, [1]))")]
    [InlineData("a change of shape", "torch.matmul(weights, torch.reshape(v, [-1]))")]
    [InlineData("\"repeat\"", "torch.matmul(weights, torch.repeat(v, [1, 1, 1, 1]))")]
    [InlineData("\"matmul\"", "torch.matmul(weights, torch.repeat_interleave(v, 2, 1))")]
    [InlineData("\"cat\"", "torch.matmul(weights, torch.cat([v, v], 1))")]
    [InlineData("\"slice\"", "torch.matmul(weights, torch.slice(v, 1, 1))")]
    [InlineData("\"add\"", "torch.matmul(torch.add(weights, torch.size(v, 1)), v)")]
    public void SayWhereAttentionIsNotFollowed(string where, string code)
    {
        var model = EditedCode.Open("masked_transformer.scripted.pt", "layers.0.attention", "torch.matmul(weights, v)", code);

        Check($"attention.out reads the result of attention, in which {where} is not followed.", model, "layers.0");
        Assert.Equal(model.Blocks.Length, model.InnerDimensions.Length);
    }

    [Theory]
    [InlineData("albert.scripted.pt", "shared", "It is called again on its own output.")]
    [InlineData("albert.traced.pt", "shared", "It is called at several places in the code.")]
    [InlineData("bfloat16.scripted.pt", "0", "No linear layer or convolution is found in it that reads only what others of its own write.")]
    public void SayWhyABlockHasNoInnerDimension(string fixture, string block, string reason) =>
        Check(reason, ScriptModel.Open(Fixtures.Bytes(fixture), null), block);

    [Theory]
    [InlineData("bert.scripted.pt")]
    [InlineData("t5.traced.pt")]
    [InlineData("resnet_basic.scripted.pt")]
    [InlineData("encoder_decoder.traced.pt")]
    public void AreNotThoseThatReadTheResidualStream(string fixture)
    {
        var model = ScriptModel.Open(Fixtures.Bytes(fixture), null);

        Assert.All(model.Blocks, block => Assert.Null(model.WhyNotNarrowed(block)));
    }

    private static void Check(string reason, ScriptModel model, params string[] blocks) =>
        Assert.All(blocks, path => Assert.Equal(reason, model.WhyNotNarrowed(model.Blocks.First(b => b.Path == path))));

    private static ScriptModel Squeezing(string mean) => EditedCode.Open(
        "resnet_bottleneck.scripted.pt",
        Bottleneck,
        "out2 = (conv2).forward(out1, )",
        $"out4 = out1\n    out2 = torch.mul(out4, torch.sigmoid((conv2).forward({mean}, )))");
}
