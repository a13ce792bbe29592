using Microsoft.Build.Utilities;
using MPruner.Build.Caching;

namespace MPruner.Build.Tests.Caching;

public sealed class AKeyOfABuild : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mpruner-key-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void HasTheNumberOfCoresOnlyWhereTheNumberOfThreadsIsNotSet()
    {
        Assert.Contains("\ncores ", Text(Model("")), StringComparison.Ordinal);
        Assert.DoesNotContain("\ncores ", Text(Model("2")), StringComparison.Ordinal);
    }

    [Fact]
    public void HasNoPath() => Assert.DoesNotContain(folder, Text(Model("1")), StringComparison.Ordinal);

    [Fact]
    public void IsAnotherForAnotherToolLibTorchOrUniverse()
    {
        TaskItem model = Model("1");
        string[] texts =
        [
            new BuildKey("tool", "").TextFor(model, "torch"),
            new BuildKey("other", "").TextFor(model, "torch"),
            new BuildKey("tool", "mine").TextFor(model, "torch"),
            new BuildKey("tool", "").TextFor(model, "cuda"),
            new BuildKey("tool", "").TextFor(model, BuildKey.AnyLibTorch),
        ];

        Assert.Equal(texts.Length, texts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void IsAnotherWithAnAnalysis()
    {
        TaskItem model = Model("1");
        string measured = Text(model);
        string path = Path.Combine(folder, "merged.json");
        File.WriteAllText(path, "sums");
        model.SetMetadata("Analysis", path);
        string analyzed = Text(model);
        File.WriteAllText(path, "other sums");

        Assert.Equal(3, new[] { measured, analyzed, Text(model) }.Distinct(StringComparer.Ordinal).Count());
    }

    private static string Text(TaskItem model) => new BuildKey("tool", "").TextFor(model, "torch");

    private TaskItem Model(string threads)
    {
        var item = new TaskItem("model.pt");
        foreach (string name in new[] { "Input", "Calibration" })
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(path, name);
            item.SetMetadata(name, path);
        }

        item.SetMetadata("Threads", threads);
        return item;
    }
}
