using MPruner.Tool.Caching;
using MPruner.Tool.Caching.Remote;

namespace MPruner.Tool.Tests.Caching;

public sealed class SharingResults : IDisposable
{
    private const string Key = "aa11";
    private readonly FaultyServer server = new();
    private readonly List<Diagnostic> warnings = [];

    public void Dispose() => server.Dispose();

    [Fact]
    public void WhatOneMachineStoredAnotherFinds()
    {
        Publish(Run());

        var found = Find();

        Assert.Equal(Run().Output, found!.Output);
        Assert.Equal(Run().Report, found.Report);
        Assert.Empty(warnings);
    }

    [Fact]
    public void AnUnknownKeyIsAMissWithoutAWarning()
    {
        Assert.Null(Find());

        Assert.Empty(warnings);
    }

    [Fact]
    public void AnEntryWhoseContentIsGoneIsAMissWithoutAWarning()
    {
        Publish(Run());
        foreach (var content in server.Stored.Keys.Where(path => path.Contains("/cas/", StringComparison.Ordinal)))
        {
            server.Stored.TryRemove(content, out _);
        }

        Assert.Null(Find());
        Assert.Empty(warnings);
    }

    [Fact]
    public void ContentsAreStoredBeforeTheEntryThatNamesThem()
    {
        Publish(Run());

        var puts = server.Requests.Where(request => request.StartsWith("PUT", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, puts.Count);
        Assert.Equal($"PUT /base/ac/{Key}", puts[^1]);
    }

    [Fact]
    public void TheFirstResultStays()
    {
        Publish(Run());
        Publish(new CachedRun([7], [8]));

        Assert.Equal(Run().Output, Find()!.Output);
    }

    [Fact]
    public void NothingIsStoredUnlessThatIsWanted()
    {
        using var cache = new RemoteCache(new RemoteSettings(server.Address));

        cache.Publish([Key], Run(), warnings.Add, CancellationToken.None);

        Assert.Empty(server.Requests);
        Assert.Empty(warnings);
    }

    [Fact]
    public void TheCredentialIsAHeader()
    {
        using var cache = new RemoteCache(new RemoteSettings(server.Address) { Authorization = "Bearer secret" });

        cache.Find(Key, warnings.Add, CancellationToken.None);

        Assert.Contains("\r\nAuthorization: Bearer secret\r\n", server.Head, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameBytesWorkInARealServer()
    {
        NginxServer.OrSkip();
        using var nginx = new NginxServer();
        var settings = new RemoteSettings(new Uri(nginx.ClosedAddress + "/")) { Writes = true };
        using var stranger = new RemoteCache(settings);
        using var writer = new RemoteCache(settings with { Authorization = NginxServer.Writer });

        stranger.Publish([Key], Run(), warnings.Add, CancellationToken.None);
        Assert.Equal("MPR4011", Assert.Single(warnings).Code);
        Assert.Empty(nginx.Stored);

        writer.Publish([Key], Large(), warnings.Add, CancellationToken.None);
        using var reader = new RemoteCache(settings with { Writes = false });
        Assert.Equal(Large().Output, reader.Find(Key, warnings.Add, CancellationToken.None)!.Output);
        Assert.Null(reader.Find("bb22", warnings.Add, CancellationToken.None));
        Assert.Equal(3, nginx.Stored.Length);
        Assert.Single(warnings);
    }

    private static CachedRun Run() => new([1, 2, 3, 4, 5], [6, 7, 8]);

    /// <summary>More than nginx accepts by default, and more than it keeps in memory.</summary>
    private static CachedRun Large() => new(new byte[3_000_000], [6, 7, 8]);

    private void Publish(CachedRun run)
    {
        using var cache = new RemoteCache(new RemoteSettings(server.Address) { Writes = true });
        cache.Publish([Key], run, warnings.Add, CancellationToken.None);
    }

    private CachedRun? Find()
    {
        using var cache = new RemoteCache(new RemoteSettings(server.Address));
        return cache.Find(Key, warnings.Add, CancellationToken.None);
    }
}
