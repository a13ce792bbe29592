using MPruner.Tool.Caching;

namespace MPruner.Tool.Tests.Caching;

public sealed class KeepingResults : IDisposable
{
    private const string Key = "aa11";
    private readonly TemporaryFolder folder = new();
    private readonly List<Diagnostic> warnings = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void WhatWasPublishedIsFound()
    {
        Cache().Publish(Key, Run());

        var found = Cache().Find(Key, warnings.Add);

        Assert.Equal(Run().Output, found!.Output);
        Assert.Equal(Run().Report, found.Report);
        Assert.Empty(warnings);
    }

    [Fact]
    public void AnUnknownKeyIsAMiss() => Assert.Null(Cache().Find("bb22", warnings.Add));

    [Fact]
    public void TheFirstResultStays()
    {
        Cache().Publish(Key, Run());
        Cache().Publish(Key, new CachedRun([7], [8]));

        Assert.Equal(Run().Output, Cache().Find(Key, warnings.Add)!.Output);
    }

    [Theory]
    [InlineData("cas")]
    [InlineData("ac")]
    public void ATruncatedFileIsDetectedAndComputedAgain(string part)
    {
        foreach (var file in Publish(part))
        {
            var whole = File.ReadAllBytes(file);
            for (var length = 0; length < whole.Length; length++)
            {
                File.WriteAllBytes(file, whole[..length]);
                CheckDetected(file, whole);
            }
        }
    }

    [Theory]
    [InlineData("cas")]
    [InlineData("ac")]
    public void AnAlteredByteIsDetectedAndComputedAgain(string part)
    {
        foreach (var file in Publish(part))
        {
            var whole = File.ReadAllBytes(file);
            for (var at = 0; at < whole.Length; at++)
            {
                var altered = (byte[])whole.Clone();
                altered[at] ^= 0x20;
                File.WriteAllBytes(file, altered);
                CheckDetected(file, whole);
            }
        }
    }

    [Fact]
    public void ContentsWithoutAnActionAreAMiss()
    {
        // The state after a kill between the two writes.
        foreach (var action in Publish("ac"))
        {
            File.Delete(action);
        }

        Assert.Null(Cache().Find(Key, warnings.Add));
        Cache().Publish(Key, Run());
        Assert.NotNull(Cache().Find(Key, warnings.Add));
    }

    [Fact]
    public void AnActionWithoutItsContentIsAMiss()
    {
        foreach (var content in Publish("cas"))
        {
            File.Delete(content);
        }

        Assert.Null(Cache().Find(Key, warnings.Add));
        Cache().Publish(Key, Run());
        Assert.NotNull(Cache().Find(Key, warnings.Add));
    }

    [Fact]
    public void PublishingLeavesNothingTemporary()
    {
        Cache().Publish(Key, Run());

        Assert.Empty(Directory.GetFiles(folder["cache/v1/tmp"]));
    }

    [Fact]
    public void WhatAKilledProcessLeftIsRemovedAfterADay()
    {
        Cache().Publish(Key, Run());
        var old = folder["cache/v1/tmp/old"];
        var fresh = folder["cache/v1/tmp/fresh"];
        File.WriteAllText(old, "half");
        File.WriteAllText(fresh, "half");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        Cache().Publish("cc33", Run());

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(fresh));
    }

    [Fact]
    public async Task OnlyOneHoldsTheLockOfAKey()
    {
        var inside = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var turn = Cache().Lock(Key, warnings.Add, CancellationToken.None);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.Sleep(5);
            Interlocked.Decrement(ref inside);
        })));

        Assert.Equal(1, most);
    }

    [Fact]
    public void AnotherKeyIsNotLocked()
    {
        using var one = Cache().Lock(Key, warnings.Add, CancellationToken.None);
        using var other = Cache().Lock("bb22", warnings.Add, CancellationToken.None);

        Assert.NotSame(one, other);
    }

    [Fact]
    public void WaitingForALockCanBeCancelled()
    {
        using var held = Cache().Lock(Key, warnings.Add, CancellationToken.None);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Assert.ThrowsAny<OperationCanceledException>(() => Cache().Lock(Key, warnings.Add, cancel.Token));
    }

    [Fact]
    public void AFolderThatCannotBeUsedIsOneWarningAndNoError()
    {
        var notAFolder = folder.Write("file", [1]);
        var cache = new TolerantCache(new DiskCache(notAFolder), warnings.Add);

        Assert.Null(cache.Lock(Key, CancellationToken.None));
        cache.Publish(Key, Run());
        Assert.Null(cache.Find(Key));

        Assert.Equal("MPR4002", Assert.Single(warnings).Code);
    }

    [Fact]
    public void ProbesAreRememberedByModelAndEngine()
    {
        Cache().RememberProbe("model", "engine 1");

        Assert.True(Cache().WasProbed("model", "engine 1"));
        Assert.False(Cache().WasProbed("model", "engine 2"));
        Assert.False(Cache().WasProbed("other", "engine 1"));
    }

    private static CachedRun Run() => new([1, 2, 3, 4, 5], [6, 7, 8]);

    private DiskCache Cache() => new(folder["cache"]);

    private string[] Publish(string part)
    {
        Cache().Publish(Key, Run());
        return Directory.GetFiles(folder[$"cache/v1/{part}"], "*", SearchOption.AllDirectories);
    }

    private void CheckDetected(string file, byte[] whole)
    {
        warnings.Clear();
        Assert.Null(Cache().Find(Key, warnings.Add));
        Assert.Equal("MPR4001", Assert.Single(warnings).Code);
        Assert.False(File.Exists(file));

        Cache().Publish(Key, Run());
        Assert.Equal(whole, File.ReadAllBytes(file));
        Assert.Equal(Run().Output, Cache().Find(Key, warnings.Add)!.Output);
    }
}
