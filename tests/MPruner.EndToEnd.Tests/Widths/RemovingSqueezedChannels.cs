using MPruner.Core.Ports;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Squeeze-excitation reads means of channels, and scales the channels by factors that it computes from them.</summary>
public sealed class RemovingSqueezedChannels(ExportedArchitectures exported) : IClassFixture<ExportedArchitectures>
{
    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void EqualsRemovingThemInEagerPythonToTheBit(string form)
    {
        PythonJudge.OrSkip();
        Assert.All(
            exported.AssertNarrowedEqually(form, ["mobilenet_v3", "efficientnet", "squeezing_cnn", "linear_squeezing_cnn"]),
            narrowed => Units.AssertRemovedIsIgnored(narrowed.Model, NarrowingJudge.Given(narrowed.Answer)));
    }

    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void WritesFewerChannelsIntoTheCode(string form)
    {
        PythonJudge.OrSkip();
        var opened = exported.Open("numbered_squeezing_cnn", form);
        var x = Enumerable.Range(0, NarrowingJudge.Examples * 3 * 10 * 10).Select(i => MathF.Sin(i * i)).ToArray();

        Assert.Equal(6, opened.InnerDimensions.Length);
        Units.AssertRemovedIsIgnored(opened, [NumericArray.Of(x, NarrowingJudge.Examples, 3, 10, 10)]);
    }

    /// <summary>The block's own channels, and those of the squeeze, in each of three blocks.</summary>
    [Theory]
    [InlineData("mobilenet_v3", 24, 8)]
    [InlineData("efficientnet", 24, 2)]
    [InlineData("squeezing_cnn", 12, 12)]
    [InlineData("linear_squeezing_cnn", 12, 4)]
    public void NarrowsBothDimensions(string architecture, int channels, int squeezed)
    {
        PythonJudge.OrSkip();
        var opened = exported.Open(architecture, "traced");

        Assert.All(opened.Blocks.Where(block => block.Class == opened.Blocks[0].Class), block =>
        {
            var units = opened.InnerDimensions.Where(dimension => dimension.Block == block).Select(dimension => dimension.Units);
            Assert.Equal([channels, squeezed], units.OrderDescending());
        });
    }
}
