using MPruner.Tool.Caching;

namespace MPruner.Tool.Tests.Caching;

public sealed class BoundingTheSize : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<Diagnostic> warnings = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheLeastRecentlyUsedGoesFirst()
    {
        Publish("aa", 1);
        Publish("bb", 2);
        Age();
        Assert.NotNull(Cache(long.MaxValue).Find("aa", warnings.Add));

        Publish("cc", 3, maxBytes: 2500);

        Assert.Null(Find("bb"));
        Assert.NotNull(Find("aa"));
        Assert.NotNull(Find("cc"));
        Assert.Empty(warnings);
    }

    [Fact]
    public void TheResultsStayWithinIt()
    {
        for (byte i = 0; i < 10; i++)
        {
            Publish($"{i}{i}", i, maxBytes: 5000);
        }

        string[] folders = ["cas", "ac", "builds"];
        var bytes = folders.Select(name => new DirectoryInfo(folder["cache/v1/" + name])).Where(place => place.Exists)
            .SelectMany(place => place.EnumerateFiles("*", SearchOption.AllDirectories)).Sum(file => file.Length);
        Assert.InRange(bytes, 1000, 5000);
    }

    [Fact]
    public void WhatThisProcessUsesStaysEvenBeyondIt()
    {
        var cache = Cache(maxBytes: 10);
        cache.Publish("aa", Run(1));
        cache.Publish("bb", Run(2));

        Assert.NotNull(Find("aa"));
        Assert.NotNull(Find("bb"));
    }

    [Fact]
    public void WhatAnotherProcessReadsStays()
    {
        Publish("aa", 1);
        Age();
        var open = Directory.GetFiles(folder["cache/v1"], "*", SearchOption.AllDirectories).Select(File.OpenRead).ToList();

        Publish("bb", 2, maxBytes: 10);

        open.ForEach(file => file.Dispose());
        Assert.NotNull(Find("aa"));
    }

    [Fact]
    public void TheBuildsEntriesCount()
    {
        var entry = folder["cache/v1/builds/aa/aaentry"];
        Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
        File.WriteAllBytes(entry, new byte[3000]);
        File.SetLastWriteTimeUtc(entry, DateTime.UtcNow.AddDays(-1));

        Publish("bb", 2, maxBytes: 2000);

        Assert.False(File.Exists(entry));
    }

    private static CachedRun Run(byte value) => new([.. Enumerable.Repeat(value, 1000)], [value]);

    private DiskCache Cache(long maxBytes) => new(folder["cache"]) { MaxBytes = maxBytes };

    private CachedRun? Find(string key) => Cache(long.MaxValue).Find(key, warnings.Add);

    private void Publish(string key, byte value, long maxBytes = long.MaxValue) => Cache(maxBytes).Publish(key, Run(value));

    private void Age()
    {
        foreach (var file in new DirectoryInfo(folder["cache/v1"]).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.LastWriteTimeUtc = DateTime.UtcNow.AddDays(-1);
        }
    }
}
