using MPruner.ScriptModels.Models;

namespace MPruner.EndToEnd.Tests.Widths;

/// <summary>Squeeze-excitation reads means of channels, and scales the channels by factors that it computes from them.</summary>
public sealed class RemovingSqueezedChannels : IDisposable
{
    private static readonly string[] Architectures = ["mobilenet_v3", "efficientnet", "squeezing_cnn"];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mpruner-");

    public void Dispose() => folder.Delete(recursive: true);

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
            Units.AssertRemovedIsIgnored(opened, NarrowingJudge.Given(answer));
        });
    }

    /// <summary>The block's own channels, and those of the squeeze, in each of three blocks.</summary>
    [Theory]
    [InlineData("mobilenet_v3", 24, 8)]
    [InlineData("efficientnet", 24, 2)]
    [InlineData("squeezing_cnn", 12, 12)]
    public void NarrowsBothDimensions(string architecture, int channels, int squeezed)
    {
        PythonJudge.OrSkip();
        var opened = ScriptModel.Open(File.ReadAllBytes(Export(architecture, "traced")), null);

        var units = opened.InnerDimensions.Where(dimension => dimension.Block == opened.Blocks[0]).Select(dimension => dimension.Units);
        Assert.Equal([channels, squeezed], units.OrderDescending());
    }

    private string Export(string architecture, string form)
    {
        var file = Path.Combine(folder.FullName, $"{architecture}.{form}.pt");
        Judge.Export(architecture, form, file);
        return file;
    }
}
