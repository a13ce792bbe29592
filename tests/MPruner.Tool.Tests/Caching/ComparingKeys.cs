using MPruner.Shared.Caching;
using MPruner.Tool.Caching;

namespace MPruner.Tool.Tests.Caching;

public sealed class ComparingKeys : IDisposable
{
    private static readonly CacheKey Key = new()
    {
        Model = "m",
        Calibration = "c",
        Evaluation = null,
        Options = new PruningOptions { Threads = 2 },
        Engine = "libtorch 1.13.1",
        Libraries = "l",
        Method = "v",
    };

    private readonly TemporaryFolder folder = new();

    private CacheLayout Layout => new(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryMemberHasAMeaning() => Assert.All(KeyMember.Of(Key), member => Assert.True(member.IsKnown, member.Name));

    [Fact]
    public void AnEmptyCacheHasNothingToCompareWith() => Assert.Null(Nearest());

    [Fact]
    public void TheResultWithTheFewestDifferencesIsNearest()
    {
        Store(Key with { Model = "n", Calibration = "d" });
        Store(Key with { Options = Key.Options with { MaxDrop = 0.02, Blocks = "a.*" } });
        Store(Key with { Options = Key.Options with { MaxDrop = 0.02 } });

        var difference = Assert.Single(Nearest()!.Differences);

        Assert.Equal(new KeyMember("maxDrop", "0.01"), difference.Member);
        Assert.Equal(new KeyMember("maxDrop", "0.02"), difference.There);
    }

    [Fact]
    public void OfTwoAlikeTheOneUsedLastIsNearest()
    {
        Store(Key with { Model = "n" });
        foreach (var file in CacheFiles.OfResults(Layout))
        {
            file.LastWriteTimeUtc = DateTime.UtcNow.AddDays(-1);
        }

        Store(Key with { Model = "o" });

        Assert.Equal("\"o\"", Assert.Single(Nearest()!.Differences).There!.Value);
    }

    [Fact]
    public void AResultWhoseFilesAreGoneIsNotCompared()
    {
        Store(Key with { Model = "n" });
        foreach (var content in CacheFiles.Under(Layout.Root, Path.Combine(Layout.Root, "cas")))
        {
            content.Delete();
        }

        Assert.Null(Nearest());
    }

    [Fact]
    public void AnAlteredDescriptionIsNotCompared()
    {
        var other = Key with { Model = "n" };
        Store(other);
        File.WriteAllText(Layout.Description(other.Hash), "{}");

        Assert.Null(Nearest());
    }

    [Fact]
    public void AMemberThatOnlyOneHasIsADifference()
    {
        KeyMember[] members = [.. KeyMember.Of(Key)];

        var more = KeyDifference.Between([.. members], [.. members, new KeyMember("novelty", "1")]);
        var fewer = KeyDifference.Between([.. members], [.. members[1..]]);

        Assert.Equal("novelty", Assert.Single(more).Name);
        Assert.Equal(members[0], Assert.Single(fewer).Member);
    }

    private void Store(CacheKey key)
    {
        var cache = new DiskCache(folder.Path);
        cache.Publish(key.Hash, new CachedRun([1], [2]));
        cache.Describe(key);
    }

    private NearestKey? Nearest() => NearestKey.Of(Key, new CacheListing(Layout));
}
