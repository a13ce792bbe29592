using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>PyTorch's own encoder layers, in which one operator may compute the MLP together with all the rest.</summary>
public sealed class RemovingNeuronsOfEncoderLayers : IDisposable
{
    private static readonly string[] Architectures =
        ["encoder_layers", "encoder_layers_norm_first", "encoder_layers_of_odd_heads", "encoder_layers_with_mask"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Eager Python removes the same rows and columns, and says what the second layer reads.</summary>
    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void EqualsRemovingThemInEagerPythonToTheBit(string form)
    {
        PythonJudge.OrSkip();
        var files = Architectures.Select(architecture => Export(architecture, form)).ToList();
        var answers = NarrowingJudge.Ask(Architectures.Zip(files, (a, file) => NarrowingJudge.Task(a, file, file + ".narrowed")));

        Assert.All(Architectures.Zip(files, answers), row =>
        {
            var (name, file, answer) = row;
            Assert.True((double?)answer["difference"] == 0, $"{name}: {answer["error"]} {answer["difference"]}");
            var opened = ScriptModel.Open(File.ReadAllBytes(file), null);
            Assert.Equal(["encoder.layers.0.linear2", "encoder.layers.1.linear2", "encoder.layers.2.linear2"], Paths(opened));
            var given = NarrowingJudge.Given(answer);
            NarrowingJudge.AssertReads(opened, given, opened.InnerDimensions[^1], answer["inputs"]!.Last!);
        });
    }

    private static IEnumerable<string> Paths(ScriptModel model)
    {
        Assert.All(model.InnerDimensions, dimension => Assert.Equal((InnerUnit.Neuron, 40), (dimension.Unit, dimension.Units)));
        return model.InnerDimensions.Select(dimension => dimension.Path);
    }

    private string Export(string architecture, string form)
    {
        var file = Path.Combine(folder.FullName, architecture + ".pt");
        Judge.Export(architecture, form, file);
        return file;
    }
}
