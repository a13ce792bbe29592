using MPruner.Tool.Caching;
using MPruner.Tool.Commands;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Commands;

public sealed class LookingAfterTheCache : IDisposable
{
    private readonly ToolSandbox sandbox = new();

    private string Folder => sandbox.Folder["cache"];

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void InfoOfNoCacheIsAllZero()
    {
        var json = Run("info");

        Assert.Equal((0, 0L), ((int)json["results"]!, (long)json["bytes"]!));
        Assert.Equal(JTokenType.Null, json["lastUse"]!.Type);
        Assert.Equal(JTokenType.Null, json["remote"]!.Type);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void InfoCountsResultsAndBytes()
    {
        Publish("aa", 1);
        Publish("bb", 2);
        sandbox.Set("MPRUNER_CACHE_MAX_BYTES", "5000");
        sandbox.Set("MPRUNER_REMOTE_CACHE", "https://cache.example.com/mpruner");
        sandbox.Set("MPRUNER_REMOTE_CACHE_AUTHORIZATION", "Bearer secret");

        var json = Run("info");

        Assert.Equal(Folder, (string?)json["folder"]);
        Assert.Equal(2, (int)json["results"]!);
        Assert.InRange((long)json["bytes"]!, 2002, 3000);
        Assert.Equal(5000, (long)json["maxBytes"]!);
        Assert.Equal("https://cache.example.com/mpruner/", (string?)json["remote"]);
        Assert.DoesNotContain("secret", json.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void InfoIsReadableWithoutJson()
    {
        Publish("aa", 1);

        Assert.Equal(0, CommandTree.Run(["cache", "info"], sandbox.Context));

        Assert.Matches(
            $"^  folder +{Folder}\n  results +1\n  size +1.2 kB\n  limit +10.00 GB\n  last use +20.*Z\n  remote +none\n$",
            sandbox.Out.ToString());
    }

    [Fact]
    public void GcTrimsToTheLimitAndRemovesWhatKilledProcessesLeft()
    {
        Publish("aa", 1);
        Age();
        Publish("bb", 2);
        var stale = Path.Combine(Folder, "v1", "tmp", "stale");
        File.WriteAllText(stale, "half");
        File.SetLastWriteTimeUtc(stale, DateTime.UtcNow.AddDays(-2));

        var json = Run("gc", "--max-bytes", "2000");

        Assert.InRange((long)json["bytes"]!, 1000, 2000);
        Assert.False(File.Exists(stale));
        Assert.Null(Cache().Find("aa", _ => { }));
        Assert.NotNull(Cache().Find("bb", _ => { }));
    }

    [Fact]
    public void ClearDeletesAllResults()
    {
        Publish("aa", 1);
        Publish("bb", 2);

        var json = Run("clear");

        Assert.Equal(0, (long)json["bytes"]!);
        Assert.Equal(6, (int)json["deletedFiles"]!);
        Assert.Equal(0, (int)Run("info")["results"]!);
    }

    [Theory]
    [InlineData("clear")]
    [InlineData("gc", "--max-bytes", "0")]
    public void WhatIsNoResultOfThisCacheStays(params string[] args)
    {
        Publish("aa", 1);
        var outside = sandbox.Folder["outside/cc"];
        Directory.CreateDirectory(outside);
        string[] others =
        [
            Path.Combine(Folder, "mine.txt"), Path.Combine(Folder, "v1", "mine.txt"), Path.Combine(Folder, "v1", "cas", "mine.txt"),
            Path.Combine(Folder, "v1", "cas", "mine", "mine.txt"), Path.Combine(outside, "cc11"),
        ];
        Directory.CreateDirectory(Path.Combine(Folder, "v1", "cas", "mine"));
        Array.ForEach(others, path => File.WriteAllText(path, "mine"));
        Directory.CreateSymbolicLink(Path.Combine(Folder, "v1", "cas", "cc"), outside);
        Directory.CreateSymbolicLink(Path.Combine(Folder, "v1", "builds"), sandbox.Folder["outside"]);

        Run(args);

        Assert.All(others, path => Assert.True(File.Exists(path), path));
        Assert.Equal(0, (int)Run("info")["results"]!);
    }

    [Fact]
    public void ACacheWhoseLayoutIsALinkIsLeftAlone()
    {
        Publish("aa", 1);
        Directory.Move(Path.Combine(Folder, "v1"), sandbox.Folder["elsewhere"]);
        Directory.CreateSymbolicLink(Path.Combine(Folder, "v1"), sandbox.Folder["elsewhere"]);

        Run("clear");

        Assert.NotNull(Cache().Find("aa", _ => { }));
    }

    [Theory]
    [InlineData("cache")]
    [InlineData("cache", "gc", "--max-bytes", "-1")]
    [InlineData("cache", "gc", "--max-bytes", "10 MB")]
    [InlineData("cache", "info", "--max-bytes", "1")]
    public void WhatIsNotInTheHelpIsRefused(params string[] args)
    {
        Assert.Equal(2, CommandTree.Run(args, sandbox.Context));

        Assert.Matches("^mpruner : error MPR5001: ", sandbox.Error.ToString());
    }

    private DiskCache Cache() => new(Folder);

    private void Publish(string key, byte value) => Cache().Publish(key, new CachedRun([.. Enumerable.Repeat(value, 1000)], [value]));

    private void Age()
    {
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.LastWriteTimeUtc = DateTime.UtcNow.AddHours(-1);
        }
    }

    private JObject Run(params string[] args)
    {
        Assert.Equal(0, CommandTree.Run(["cache", .. args, "--json"], sandbox.Context));
        Assert.Empty(sandbox.Error.ToString());
        var json = JObject.Parse(sandbox.Out.ToString());
        sandbox.Out.GetStringBuilder().Clear();
        return json;
    }
}
