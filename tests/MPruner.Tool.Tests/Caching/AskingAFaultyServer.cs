using System.Diagnostics;
using MPruner.Tool.Caching;
using MPruner.Tool.Caching.Remote;

namespace MPruner.Tool.Tests.Caching;

/// <summary>Whatever a server does, a run goes on in bounded time, with one warning.</summary>
public sealed class AskingAFaultyServer : IDisposable
{
    private const string Key = "aa11";
    private static readonly RemotePatience Patience = new(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500), 1_000_000);
    private readonly FaultyServer server = new();
    private readonly List<Diagnostic> warnings = [];

    public AskingAFaultyServer()
    {
        using var cache = new RemoteCache(Settings with { Writes = true, Patience = RemotePatience.Default });
        cache.Publish([Key], new CachedRun(new byte[10_000], [6, 7, 8]), warnings.Add, CancellationToken.None);
        server.Requests.Clear();
    }

    public static TheoryData<string> Faults => new(Replies.Keys);

    private static Dictionary<string, (string Code, HttpReply Reply)> Replies { get; } = new()
    {
        ["silent"] = ("MPR4010", Hit with { Sent = 0, Hangs = true }),
        ["silent after the first bytes"] = ("MPR4010", Hit with { Sent = 100, Hangs = true }),
        ["silent half-way"] = ("MPR4010", Hit with { Sent = 300, Hangs = true }),
        ["slow"] = ("MPR4010", Hit with { Sent = 100, Drips = true }),
        ["cut off before the head"] = ("MPR4010", Hit with { Sent = 0 }),
        ["cut off in the head"] = ("MPR4010", Hit with { Sent = 20 }),
        ["cut off half-way"] = ("MPR4010", Hit with { Sent = 300 }),
        ["no HTTP"] = ("MPR4010", new HttpReply("\r\n\r\n220 mail ready", [])),
        ["wrong bytes"] = ("MPR4012", Hit),
        ["fewer bytes"] = ("MPR4012", new HttpReply("200 OK", new byte[499])),
        ["no bytes"] = ("MPR4012", new HttpReply("200 OK", [])),
        ["said to be too large"] = ("MPR4012", Hit with { Length = 1L << 40 }),
        ["too large, not said"] = ("MPR4012", new HttpReply("200 OK", new byte[30_000]) { Length = null }),
        ["401"] = ("MPR4011", new HttpReply("401 Unauthorized", [])),
        ["403"] = ("MPR4011", new HttpReply("403 Forbidden", [])),
        ["407"] = ("MPR4011", new HttpReply("407 Proxy Authentication Required", [])),
        ["429"] = ("MPR4010", new HttpReply("429 Too Many Requests", [])),
        ["500"] = ("MPR4010", new HttpReply("500 Internal Server Error", [])),
        ["part"] = ("MPR4010", new HttpReply("206 Partial Content", [1])),
        ["redirect"] = ("MPR4010", new HttpReply("302 Found", []) { Header = "Location: http://127.0.0.1:9/elsewhere" }),
    };

    private static HttpReply Hit => new("200 OK", [.. Enumerable.Repeat((byte)7, 500)]);

    private RemoteSettings Settings => new(server.Address) { Patience = Patience, Authorization = "Bearer secret", MaxBytes = 20_000 };

    public void Dispose() => server.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public void OnEntriesIsOneWarning(string fault) => CheckFind(fault, "/ac/");

    [Theory]
    [MemberData(nameof(Faults))]
    public void OnContentsIsOneWarning(string fault) => CheckFind(fault, "/cas/");

    [Theory]
    [InlineData("silent")]
    [InlineData("cut off before the head")]
    [InlineData("401")]
    [InlineData("403")]
    [InlineData("500")]
    [InlineData("redirect")]
    public void OnStoringIsOneWarning(string fault)
    {
        server.Misbehave = request => request.StartsWith("PUT", StringComparison.Ordinal) ? Replies[fault].Reply : null;
        using var cache = new RemoteCache(Settings with { Writes = true });

        CheckWarning(Replies[fault].Code, () =>
        {
            cache.Publish(["bb22"], new CachedRun([1], [2]), warnings.Add, CancellationToken.None);
            cache.Publish(["cc33"], new CachedRun([1], [2]), warnings.Add, CancellationToken.None);
        });

        Assert.DoesNotContain(server.Requests, request => request.Contains("/cc33", StringComparison.Ordinal));
    }

    [Fact]
    public void ThatRefusesConnectionsIsOneWarning()
    {
        using var cache = new RemoteCache(Settings);
        server.Close();

        CheckWarning("MPR4010", () => Assert.Null(cache.Find(Key, warnings.Add, CancellationToken.None)));
    }

    [Fact]
    public void ThatDoesNotExistIsOneWarning()
    {
        using var cache = new RemoteCache(Settings with { Address = new Uri("http://nowhere.invalid/") });

        CheckWarning("MPR4010", () => Assert.Null(cache.Find(Key, warnings.Add, CancellationToken.None)));
    }

    [Theory]
    [InlineData("500")]
    [InlineData("cut off half-way")]
    public void AFaultThatPassesIsNoFault(string fault)
    {
        var isFirst = true;
        server.Misbehave = _ =>
        {
            var reply = isFirst ? Replies[fault].Reply : null;
            isFirst = false;
            return reply;
        };
        using var cache = new RemoteCache(Settings with { Patience = RemotePatience.Default });

        Assert.NotNull(cache.Find(Key, warnings.Add, CancellationToken.None));
        Assert.Empty(warnings);
    }

    [Fact]
    public void IsRepeatedOnceAtMost()
    {
        server.Misbehave = _ => Replies["500"].Reply;
        using var cache = new RemoteCache(Settings);

        cache.Find(Key, warnings.Add, CancellationToken.None);

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task WaitingForItCanBeCancelled()
    {
        server.Misbehave = _ => Replies["silent"].Reply;
        using var cache = new RemoteCache(Settings with { Patience = RemotePatience.Default });
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => cache.Find(Key, warnings.Add, cancel.Token)));

        Assert.Empty(warnings);
    }

    private void CheckFind(string fault, string where)
    {
        server.Misbehave = request => request.Contains(where, StringComparison.Ordinal) ? Replies[fault].Reply : null;
        using var cache = new RemoteCache(Settings);

        CheckWarning(Replies[fault].Code, () => Assert.Null(cache.Find(Key, warnings.Add, CancellationToken.None)));

        var asked = server.Requests.Count;
        Assert.Null(cache.Find(Key, warnings.Add, CancellationToken.None));
        Assert.Equal(asked, server.Requests.Count);
    }

    private void CheckWarning(string code, Action use)
    {
        var clock = Stopwatch.StartNew();

        use();

        var warning = Assert.Single(warnings);
        Assert.Equal(code, warning.Code);
        Assert.DoesNotContain("secret", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', warning.Message);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }
}
