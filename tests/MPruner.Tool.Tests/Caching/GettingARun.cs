using MPruner.Tool.Caching;
using MPruner.Tool.Caching.Remote;

namespace MPruner.Tool.Tests.Caching;

/// <summary>Machines with a cache each and one that they share.</summary>
public sealed class GettingARun : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FaultyServer server = new();
    private readonly List<Diagnostic> warnings = [];
    private int computed;

    public void Dispose()
    {
        folder.Dispose();
        server.Dispose();
    }

    [Fact]
    public void ASecondMachineComputesNothing()
    {
        Assert.Equal(RunOrigin.Computed, Get("one"));
        Assert.Equal(RunOrigin.OtherMachine, Get("two"));

        Assert.Equal(1, computed);
    }

    [Fact]
    public void WhatWasFetchedIsNotFetchedAgain()
    {
        Get("one");
        Get("two");
        server.Requests.Clear();

        Assert.Equal(RunOrigin.ThisMachine, Get("two"));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void AMachineThatOnlyReadsSharesNothing()
    {
        Get("one", writes: false);

        Assert.Equal(RunOrigin.Computed, Get("two"));
        Assert.Equal(RunOrigin.OtherMachine, Get("three"));
    }

    [Fact]
    public void AServerThatFailsCostsAWarningAndNoResult()
    {
        server.Misbehave = _ => new HttpReply("500 Internal Server Error", []);

        Assert.Equal(RunOrigin.Computed, Get("one"));
        Assert.Equal(RunOrigin.ThisMachine, Get("one"));
        Assert.Equal("MPR4010", Assert.Single(warnings).Code);
    }

    [Fact]
    public void AFolderThatCannotBeUsedDoesNotKeepFromFetching()
    {
        Get("one");
        folder.Write("file", [1]);

        Assert.Equal(RunOrigin.OtherMachine, Get("file"));
        Assert.Equal("MPR4002", Assert.Single(warnings).Code);
    }

    [Fact]
    public void AKeyWithoutLibrariesIsNotShared()
    {
        Get("one", key: Key with { Libraries = "" });

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task ProcessesOfOneMachineFetchOnce()
    {
        Get("one");
        server.Requests.Clear();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Get("two"))));

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(1, computed);
    }

    private static CacheKey Key => new()
    {
        Model = "m",
        Calibration = "c",
        Evaluation = null,
        Options = new PruningOptions { Threads = 2 },
        Engine = "libtorch 1.13.1",
        Libraries = "l",
    };

    private RunOrigin Get(string machine, bool writes = true, CacheKey? key = null)
    {
        using var remote = new RemoteCache(new RemoteSettings(server.Address) { Writes = writes });
        var local = new TolerantCache(new DiskCache(folder[machine]), warnings.Add);
        var (run, origin) = new CachedRuns(local, remote, warnings.Add).Get(key ?? Key, Compute, CancellationToken.None);
        Assert.Equal([1, 2, 3], run.Output);
        return origin;
    }

    private CachedRun Compute()
    {
        Interlocked.Increment(ref computed);
        return new CachedRun([1, 2, 3], [4]);
    }
}
