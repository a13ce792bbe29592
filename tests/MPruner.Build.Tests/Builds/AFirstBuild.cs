using System.Text.Json;
using MPruner.Build.Tests.Consuming;

namespace MPruner.Build.Tests.Builds;

/// <summary>One model, built once; every test looks at the same build.</summary>
public sealed class AFirstBuild(AFirstBuild.Scenario scenario) : IClassFixture<AFirstBuild.Scenario>
{
    public sealed class Scenario
    {
        public Scenario(PackedPackage package)
        {
            Consumer = new Consumer(package, Items.OneModel);
            Consumer.AddModel();
            Build = Consumer.Build().Succeeded();
        }

        public Consumer Consumer { get; }

        public BuildRun Build { get; }
    }

    private Consumer Consumer => scenario.Consumer;

    [Fact]
    [Row(1)]
    public void EmbedsThePrunedModelByteForByte()
    {
        byte[] pruned = File.ReadAllBytes(Consumer.Pruned());

        Assert.Equal(pruned, Consumer.Resource("model.pt"));
        Assert.True(pruned.Length < new FileInfo(Consumer.PathOf("model.pt")).Length);
    }

    [Fact]
    [Row(8)]
    [Row(39)]
    public void LeavesAReportOfWhatWasRemoved()
    {
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(Consumer.Pruned("model.report.json")));

        Assert.NotEmpty(report.RootElement.GetProperty("removed").EnumerateArray());
        Assert.Equal(Consumer.PathOf("model.pt"), report.RootElement.GetProperty("model").GetProperty("path").GetString());
        Assert.Contains("<h1>", File.ReadAllText(Consumer.Pruned("model.report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void ReportsNoErrorAndNoWarning()
    {
        Assert.Empty(scenario.Build.Errors);
        Assert.Empty(scenario.Build.Warnings);
    }

    [Fact]
    [Row(34)]
    public void PutsNothingOfTheToolIntoTheOutput() =>
        Assert.Equal(
            ["Consumer.deps.json", "Consumer.dll", "Consumer.pdb"],
            Directory.GetFiles(Consumer.PathOf("bin", "Debug", "net10.0"), "*", SearchOption.AllDirectories)
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal));

    [Fact]
    [Row(38)]
    public void LogsWhatTheCacheKeyIsMadeOf()
    {
        string messages = scenario.Build.MessagesOf("PruneModels");

        Assert.Contains("options threshold=0 metric=\"relative-error\" maxDrop=1 ", messages, StringComparison.Ordinal);
        Assert.Contains("not found in the cache", messages, StringComparison.Ordinal);
    }
}
