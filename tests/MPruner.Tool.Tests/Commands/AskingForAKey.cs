using MPruner.Tool.Caching;
using MPruner.Tool.Commands;
using MPruner.Tool.Running;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Commands;

public sealed class AskingForAKey : IDisposable
{
    private readonly ToolSandbox sandbox = new();

    public AskingForAKey()
    {
        sandbox.Folder.Write("model.pt", [1, 2, 3]);
        sandbox.Folder.Write("model.calibration.npz", [4]);
    }

    private string Model => sandbox.Folder["model.pt"];

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void PrintsItAndNothingElse() => Assert.Matches("^[0-9a-f]{64}\n$", Run());

    [Fact]
    public void ComputesNothingAndStoresNothing()
    {
        Run("--explain");

        Assert.Equal(["model.calibration.npz", "model.pt"], Files());
    }

    [Fact]
    public void IsTheKeyOfThePruneCommand()
    {
        Prune();

        Assert.True((bool)JObject.Parse(Run("--json", "--max-drop", "0.02"))["cached"]!);
        Assert.False((bool)JObject.Parse(Run("--json"))["cached"]!);
    }

    [Fact]
    public void SaysWhatItIsMadeOf()
    {
        var text = Run("--explain");

        Assert.Contains("  maxDrop          0.01                   largest accepted drop in quality\n", text, StringComparison.Ordinal);
        Assert.Contains("  engine           test engine 1 ", text, StringComparison.Ordinal);
        Assert.EndsWith(" does not have this result, and no other that it could be compared with.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(sandbox.Folder["model"], text, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysWhyTheCacheDoesNotHaveIt()
    {
        Prune();

        var text = Run("--explain");

        const string Expected = "last used just now, differs in\n  maxDrop: 0.01 here, 0.02 there (largest accepted drop in quality)\n";
        Assert.EndsWith(Expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysThatTheCacheHasIt()
    {
        Prune();

        Assert.EndsWith(" has this result.\n", Run("--explain", "--max-drop", "0.02"), StringComparison.Ordinal);
    }

    [Fact]
    public void SaysTheSameAsJson()
    {
        Prune();

        var json = JObject.Parse(Run("--explain", "--json"));

        Assert.Contains(json["members"]!, member => (string?)member["name"] == "threads" && (int)member["value"]! == 2);
        var difference = Assert.Single(json["nearest"]!["differences"]!);
        Assert.Equal(("maxDrop", 0.01, 0.02), ((string)difference["name"]!, (double)difference["here"]!, (double)difference["there"]!));
    }

    private string[] Files() => [.. Directory.GetFileSystemEntries(sandbox.Folder.Path).Select(path => Path.GetFileName(path)!).Order()];

    private string Run(params string[] options)
    {
        Assert.Equal(0, CommandTree.Run(["key", Model, "--threads", "2", .. options], sandbox.Context));
        Assert.Empty(sandbox.Error.ToString());
        var text = sandbox.Out.ToString();
        sandbox.Out.GetStringBuilder().Clear();
        return text;
    }

    private void Prune()
    {
        var job = new PruneJob(
            Model,
            sandbox.Folder["model.calibration.npz"],
            null,
            sandbox.Folder["small.pt"],
            null,
            new PruningOptions { Threads = 2, TrainingThreads = 2, MaxDrop = 0.02 });
        var cache = new TolerantCache(new DiskCache(sandbox.Folder["cache"]), warning => Assert.Fail(warning.Message));
        new JobRunner(sandbox.Context, cache, (_, _, _) => Example.Pruned([9, 9]) with { Warnings = [] }).Run(job);
    }
}
