using System.Diagnostics;
using System.Net;

namespace MPruner.Tool.Caching.Remote;

/// <summary>Bazel's HTTP cache protocol: <c>GET</c> and <c>PUT</c> of <c>cas/{hash}</c> and <c>ac/{key}</c>.</summary>
/// <remarks>
/// Every request ends in bounded time, is repeated once at most, and follows no redirect, which could lead anywhere. Proxies are those
/// of the environment.
/// </remarks>
internal sealed class RemoteStore : IDisposable
{
    private static readonly TimeSpan BeforeRepeating = TimeSpan.FromMilliseconds(200);
    private readonly RemoteSettings settings;
    private readonly HttpClient client;

    /// <summary>Connects to nothing yet.</summary>
    public RemoteStore(RemoteSettings settings)
    {
        this.settings = settings;
#pragma warning disable CA2000 // The client disposes of its handler.
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = settings.Patience.Connect,
            UseCookies = false,
        })
        {
            BaseAddress = settings.Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
        if (settings.Authorization is { } authorization)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }
    }

    /// <summary>What is stored under a path.</summary>
    /// <param name="path">The path below the address.</param>
    /// <param name="maxBytes">The most bytes that are read.</param>
    /// <param name="cancel">Gives up at once.</param>
    /// <returns>The bytes; null where there are none.</returns>
    /// <exception cref="RemoteFaultException">The server cannot be used.</exception>
    public byte[]? Get(string path, long maxBytes, CancellationToken cancel) => Try(() => GetOnce(path, maxBytes, cancel), cancel);

    /// <summary>Stores bytes under a path.</summary>
    /// <exception cref="RemoteFaultException">The server cannot be used.</exception>
    public void Put(string path, byte[] content, CancellationToken cancel) => Try(() => PutOnce(path, content, cancel), cancel);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static T Try<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return Ask(ask, cancel);
        }
        catch (RemoteFaultException fault) when (fault.MayPass)
        {
            _ = cancel.WaitHandle.WaitOne(BeforeRepeating);
            cancel.ThrowIfCancellationRequested();
            return Ask(ask, cancel);
        }
    }

    /// <summary>Turns the faults of a connection into one exception.</summary>
    private static T Ask<T>(Func<Task<T>> ask, CancellationToken cancel)
    {
        try
        {
            return ask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception) when (!cancel.IsCancellationRequested)
        {
            throw new RemoteFaultException(RemoteFaultException.NoAnswer, "it is too slow", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or NotSupportedException)
        {
            var message = "the connection failed: " + exception.GetBaseException().Message;
            throw new RemoteFaultException(RemoteFaultException.NoAnswer, message, exception) { MayPass = true };
        }
    }

    private async Task<byte[]?> GetOnce(string path, long maxBytes, CancellationToken cancel)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(settings.Patience.Answer);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, time.Token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        Check(response, path, response.StatusCode == HttpStatusCode.OK);
        return response.Content.Headers.ContentLength > maxBytes
            ? throw TooLarge(path, maxBytes)
            : await Read(response, path, maxBytes, time).ConfigureAwait(false);
    }

    private async Task<bool> PutOnce(string path, byte[] content, CancellationToken cancel)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(settings.Patience.For(content.Length));
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(content) };
        using var response = await client.SendAsync(request, time.Token).ConfigureAwait(false);
        Check(response, path, response.IsSuccessStatusCode);
        return true;
    }

    /// <summary>Reads as far as the limit allows, whatever length the server has announced.</summary>
    private async Task<byte[]> Read(HttpResponseMessage response, string path, long maxBytes, CancellationTokenSource time)
    {
        using var content = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(time.Token).ConfigureAwait(false);
        await using var opened = stream.ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        var chunk = new byte[1 << 16];
        while (true)
        {
            time.CancelAfter(settings.Patience.Left(content.Length, clock.Elapsed));
            var count = await stream.ReadAsync(chunk, time.Token).ConfigureAwait(false);
            if (count == 0)
            {
                return content.ToArray();
            }

            if (content.Length + count > maxBytes)
            {
                throw TooLarge(path, maxBytes);
            }

            await content.WriteAsync(chunk.AsMemory(0, count), time.Token).ConfigureAwait(false);
        }
    }

    private static void Check(HttpResponseMessage response, string path, bool isExpected)
    {
        if (isExpected)
        {
            return;
        }

        var status = (int)response.StatusCode;
        var answer = FormattableString.Invariant($"it answers {status} to {response.RequestMessage!.Method} {path}");
        throw response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired =>
                new RemoteFaultException(RemoteFaultException.Forbidden, answer),
            _ => new RemoteFaultException(RemoteFaultException.NoAnswer, answer) { MayPass = status >= 500 },
        };
    }

    private static RemoteFaultException TooLarge(string path, long maxBytes) =>
        new(RemoteFaultException.WrongBytes, FormattableString.Invariant($"{path} has more than {maxBytes} bytes"));
}
