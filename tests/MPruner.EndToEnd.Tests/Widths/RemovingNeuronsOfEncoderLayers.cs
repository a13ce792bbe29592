using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>PyTorch's own encoder layers, in which one operator may compute the MLP together with all the rest.</summary>
public sealed class RemovingNeuronsOfEncoderLayers(ExportedArchitectures exported) : IClassFixture<ExportedArchitectures>
{
    private static readonly string[] Architectures =
        ["encoder_layers", "encoder_layers_norm_first", "encoder_layers_of_odd_heads", "encoder_layers_with_mask"];

    /// <summary>Eager Python removes the same rows and columns, and says what the second layer reads.</summary>
    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void EqualsRemovingThemInEagerPythonToTheBit(string form)
    {
        PythonJudge.OrSkip();
        Assert.All(exported.AssertNarrowedEqually(form, Architectures), narrowed =>
        {
            var (model, answer) = narrowed;
            Assert.Equal(["encoder.layers.0.linear2", "encoder.layers.1.linear2", "encoder.layers.2.linear2"], Paths(model));
            NarrowingJudge.AssertReads(model, NarrowingJudge.Given(answer), model.InnerDimensions[^1], answer["inputs"]!.Last!);
        });
    }

    private static IEnumerable<string> Paths(ScriptModel model)
    {
        Assert.All(model.InnerDimensions, dimension => Assert.Equal((InnerUnit.Neuron, 40), (dimension.Unit, dimension.Units)));
        return model.InnerDimensions.Select(dimension => dimension.Path);
    }
}
