using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using MPruner.Shared.Caching;
using MPruner.Shared.Files;

namespace MPruner.Tool.Caching;

/// <summary>Results on disk. Contents lie in <c>cas</c> under their own hash; <c>ac</c> says which contents belong to a key.</summary>
/// <param name="folder">The cache's folder; created when needed.</param>
/// <remarks>
/// No entry is trusted when it is read: a truncated or altered one fails its hash, is deleted, and is computed again. Contents are
/// published before the action that names them, so a process killed at any moment leaves at worst contents that nothing refers to.
/// </remarks>
internal sealed class DiskCache(string folder)
{
    private readonly CacheLayout layout = new(folder);
    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);

    /// <summary>The cache's folder.</summary>
    public string Folder => folder;

    /// <summary>The most bytes of all results.</summary>
    public long MaxBytes { get; init; } = CacheSettings.DefaultMaxBytes;

    /// <summary>How long to wait for a process that computes the same.</summary>
    public LockPatience Patience { get; init; } = LockPatience.Default;

    /// <summary>The user's own text: results are shared only by runs with the same one.</summary>
    public string Universe { get; init; } = "";

    /// <summary>What a set of native libraries is, whatever its folder.</summary>
    public string HashOfLibraries(IReadOnlyList<string> files) => new RememberedHashes(folder).OfLibraries(files);

    /// <summary>Looks a run up.</summary>
    /// <param name="key">The key's hash.</param>
    /// <param name="warn">Receives a warning for each damaged entry, <c>MPR4001</c>.</param>
    /// <returns>The run, or null where there is no complete one.</returns>
    public CachedRun? Find(string key, Action<Diagnostic> warn)
    {
        var action = layout.Action(key);
        if (!TryRead(action, out var bytes))
        {
            return null;
        }

        if (StoredAction.Parse(bytes) is not { } contents)
        {
            Discard(action, warn);
            return null;
        }

        var output = Content(contents.Output, warn);
        var report = Content(contents.Report, warn);
        if (output is not null && report is not null)
        {
            Use(action);
            return new CachedRun(output, report);
        }

        File.Delete(action);
        return null;
    }

    /// <summary>Stores a run. If another process has stored one for the same key, that one stays.</summary>
    public void Publish(string key, CachedRun run)
    {
        var action = new StoredAction(Store(run.Output), Store(run.Report));
        if (!File.Exists(layout.Action(key)))
        {
            Put(layout.Action(key), action.Print());
        }

        Use(layout.Action(key));
        var trim = new CacheTrim(layout);
        trim.RemoveStale();
        trim.Run(MaxBytes, used.ContainsKey);
    }

    /// <summary>Keeps what a key is made of beside its result, for <c>mpruner key --explain</c>.</summary>
    public void Describe(CacheKey key)
    {
        var path = layout.Description(key.Hash);
        if (!File.Exists(path))
        {
            Put(path, Encoding.UTF8.GetBytes(key.ToJson()));
        }

        Use(path);
    }

    /// <summary>Waits until no other process computes the same key.</summary>
    /// <param name="key">The key's hash.</param>
    /// <param name="warn">Receives <c>MPR4003</c> where waiting was in vain.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>To be disposed after publishing; null where a process does not release the lock.</returns>
    public IDisposable? Lock(string key, Action<Diagnostic> warn, CancellationToken cancel)
    {
        var path = layout.Lock(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var taken = KeyLock.Take(path, Patience, cancel);
        if (taken is null)
        {
            warn(NotReleased(path));
        }

        return taken;
    }

    /// <summary>Whether this engine has loaded a file with this hash before without crashing.</summary>
    public bool WasProbed(string modelHash, string engine) => File.Exists(ProbeFile(modelHash, engine));

    /// <summary>Records that it has.</summary>
    public void RememberProbe(string modelHash, string engine) => Put(ProbeFile(modelHash, engine), []);

    /// <summary>The size of all entries in bytes.</summary>
    public long Size()
    {
        var root = new DirectoryInfo(layout.Root);
        return root.Exists ? root.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;
    }

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

    private static void Discard(string path, Action<Diagnostic> warn)
    {
        File.Delete(path);
        warn(new Diagnostic(
            "MPR4001",
            $"The cache entry '{path}' was truncated or altered. It was deleted and is computed again. "
            + "No action is needed unless this happens often."));
    }

    private Diagnostic NotReleased(string path)
    {
        var (silence, total) = (Patience.Silence.TotalSeconds, Patience.Total.TotalHours);
        var time = string.Create(CultureInfo.InvariantCulture, $"for {silence:0.#} seconds, or that has it for {total:0.#} hours");
        return new Diagnostic(
            "MPR4003",
            $"The lock '{path}' is held by a process that has shown no sign of work {time}; expected it to be released with the model's "
            + $"result. This run continues without it. End that process ('fuser {path}' finds it), or choose another cache folder.");
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
            Use(path);
            return bytes;
        }

        Discard(path, warn);
        return null;
    }

    private string Store(byte[] content)
    {
        var hash = ContentHash.OfBytes(content);
        if (!TryRead(layout.Content(hash), out var found) || !found.AsSpan().SequenceEqual(content))
        {
            Put(layout.Content(hash), content);
        }

        Use(layout.Content(hash));
        return hash;
    }

    private void Use(string path)
    {
        used[path] = true;
        LastUse.IsNow(path);
    }

    private void Put(string path, byte[] content)
    {
        Directory.CreateDirectory(layout.Temporary);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Replace(Path.Combine(layout.Temporary, Guid.NewGuid().ToString("N")), path, content);
    }

    private string ProbeFile(string modelHash, string engine) => layout.Probe(ContentHash.OfText($"{modelHash} {engine}"));
}
