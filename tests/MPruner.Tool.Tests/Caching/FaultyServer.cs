using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MPruner.Tool.Tests.Caching;

/// <summary>An HTTP server that keeps what is put, until it is told to misbehave.</summary>
internal sealed class FaultyServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();

    public FaultyServer()
    {
        listener.Start();
        _ = Accept();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://{listener.LocalEndpoint}/base/");

    /// <summary>What was put, by path.</summary>
    public ConcurrentDictionary<string, byte[]> Stored { get; } = [];

    /// <summary>Method and path of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The header lines of the last request.</summary>
    public string Head { get; private set; } = "";

    /// <summary>An answer in place of the right one; null for that.</summary>
    public Func<string, HttpReply?> Misbehave { get; set; } = _ => null;

    /// <summary>Refuses connections from now on.</summary>
    public void Close() => listener.Stop();

    public void Dispose()
    {
        closing.Cancel();
        listener.Dispose();
        closing.Dispose();
    }

    private async Task Accept()
    {
        while (!closing.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(closing.Token);
            _ = Serve(client);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var connection = client;
        var stream = connection.GetStream();
        Head = await ReadHead(stream);
        var line = string.Join(' ', Head.Split('\r')[0].Split(' ')[..2]);
        Requests.Enqueue(line);
        var reply = Misbehave(line) ?? await Answer(line, stream);
        var length = reply.Length is { } known ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {known}\r\n") : "";
        var head = $"HTTP/1.1 {reply.Status}\r\n{length}{reply.Header}\r\nConnection: close\r\n\r\n";
        byte[] all = [.. Encoding.ASCII.GetBytes(head), .. reply.Body];
        await stream.WriteAsync(all.AsMemory(0, Math.Min(all.Length, reply.Sent)));
        foreach (var one in reply.Drips ? all[reply.Sent..] : [])
        {
            await stream.WriteAsync(new[] { one }, closing.Token);
            await Task.Delay(50, closing.Token);
        }

        if (reply.Hangs)
        {
            await Task.Delay(Timeout.Infinite, closing.Token);
        }
    }

    private async Task<HttpReply> Answer(string line, NetworkStream stream)
    {
        var path = line.Split(' ')[1];
        if (line.StartsWith("PUT ", StringComparison.Ordinal))
        {
            var length = Head.Split("\r\n").Single(header => header.StartsWith("Content-Length: ", StringComparison.Ordinal))[16..];
            var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body);
            Stored[path] = body;
            return new HttpReply("201 Created", []);
        }

        return Stored.TryGetValue(path, out var found) ? new HttpReply("200 OK", found) : new HttpReply("404 Not Found", []);
    }

    private static async Task<string> ReadHead(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
