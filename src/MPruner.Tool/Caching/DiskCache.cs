using System.Diagnostics.CodeAnalysis;
using System.Text;
using MPruner.Shared.Caching;
using MPruner.Shared.Files;

namespace MPruner.Tool.Caching;

/// <summary>Results on disk, by key: contents under their own hash in <c>cas</c>, and in <c>ac</c> which contents belong to a key.</summary>
/// <param name="folder">The cache's folder; created when needed.</param>
/// <remarks>
/// Nothing here is trusted when read: a cut or altered entry is found by its hash, deleted, and made again. Contents are
/// published before the action that names them, so a kill at any moment leaves at worst contents that nobody names.
/// </remarks>
internal sealed class DiskCache(string folder)
{
    private const string Header = "mpruner action 1";
    private static readonly TimeSpan StaleAfter = TimeSpan.FromDays(1);
    private readonly CacheLayout layout = new(folder);

    /// <summary>The cache's folder.</summary>
    public string Folder => folder;

    /// <summary>Looks a run up.</summary>
    /// <param name="key">The key's hash.</param>
    /// <param name="warn">Hears of damaged entries, <c>MPR4001</c>.</param>
    /// <returns>The run, or null where there is none that is whole.</returns>
    public CachedRun? Find(string key, Action<Diagnostic> warn)
    {
        var action = layout.Action(key);
        if (!TryRead(action, out var bytes))
        {
            return null;
        }

        if (Parse(bytes) is not { } contents)
        {
            Discard(action, warn);
            return null;
        }

        var output = Content(contents.Output, warn);
        var report = Content(contents.Report, warn);
        if (output is not null && report is not null)
        {
            return new CachedRun(output, report);
        }

        File.Delete(action);
        return null;
    }

    /// <summary>Keeps a run. Where another process kept one for the same key first, that one stays.</summary>
    public void Publish(string key, CachedRun run)
    {
        var output = Keep(run.Output);
        var report = Keep(run.Report);
        var body = $"{Header}\noutput {output}\nreport {report}\n";
        if (!File.Exists(layout.Action(key)))
        {
            Put(layout.Action(key), Encoding.ASCII.GetBytes($"{body}sum {ContentHash.OfText(body)}\n"));
        }

        RemoveStale();
    }

    /// <summary>Waits until no other process works on the same key.</summary>
    /// <param name="key">The key's hash.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>To be disposed when the work is published; a killed process lets go by itself.</returns>
    public IDisposable Lock(string key, CancellationToken cancel)
    {
        var path = layout.Lock(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Held by another process: the platform offers no wait with a way out, so look again soon.
                _ = cancel.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    /// <summary>Whether a file with this hash was loaded by this engine before without harm.</summary>
    public bool WasProbed(string modelHash, string engine) => File.Exists(ProbeFile(modelHash, engine));

    /// <summary>Remembers that it was.</summary>
    public void RememberProbe(string modelHash, string engine) => Put(ProbeFile(modelHash, engine), []);

    /// <summary>The bytes that all entries take.</summary>
    public long Size() => Directory.Exists(layout.Root) ? new DirectoryInfo(layout.Root).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    private static bool TryRead(string path, [NotNullWhen(true)] out byte[]? bytes)
    {
        try
        {
            bytes = File.ReadAllBytes(path);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            bytes = null;
            return false;
        }
    }

    private static (string Output, string Report)? Parse(byte[] bytes)
    {
        var text = Encoding.ASCII.GetString(bytes);
        var end = text.IndexOf("sum ", StringComparison.Ordinal);
        return end > 0 && text[end..] == $"sum {ContentHash.OfText(text[..end])}\n"
            && text[..end].Split('\n') is [Header, ['o', 'u', 't', 'p', 'u', 't', ' ', .. var output], ['r', 'e', 'p', 'o', 'r', 't', ' ', .. var report], ""]
            ? (output, report)
            : null;
    }

    private static void Discard(string path, Action<Diagnostic> warn)
    {
        File.Delete(path);
        warn(new Diagnostic("MPR4001", $"The cache entry '{path}' was cut off or altered. It was deleted and is made again; nothing is to be done unless this happens often."));
    }

    private byte[]? Content(string hash, Action<Diagnostic> warn)
    {
        var path = layout.Content(hash);
        if (!TryRead(path, out var bytes))
        {
            return null;
        }

        if (ContentHash.OfBytes(bytes) == hash)
        {
            return bytes;
        }

        Discard(path, warn);
        return null;
    }

    private string Keep(byte[] content)
    {
        var hash = ContentHash.OfBytes(content);
        if (!TryRead(layout.Content(hash), out var found) || !found.AsSpan().SequenceEqual(content))
        {
            Put(layout.Content(hash), content);
        }

        return hash;
    }

    private void Put(string path, byte[] content)
    {
        Directory.CreateDirectory(layout.Temporary);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Replace(Path.Combine(layout.Temporary, Guid.NewGuid().ToString("N")), path, content);
    }

    /// <summary>What killed processes left half-written.</summary>
    private void RemoveStale()
    {
        foreach (var file in new DirectoryInfo(layout.Temporary).EnumerateFiles())
        {
            if (DateTime.UtcNow - file.LastWriteTimeUtc > StaleAfter)
            {
                file.Delete();
            }
        }
    }

    private string ProbeFile(string modelHash, string engine) => layout.Probe(ContentHash.OfText($"{modelHash} {engine}"));
}
