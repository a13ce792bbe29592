namespace MPruner.Tool.Caching;

/// <summary>A cache that never fails a run: when its folder cannot be used, it warns once and is not used again.</summary>
/// <param name="cache">The cache; null where the user wants none.</param>
/// <param name="warn">Receives <c>MPR4001</c> to <c>MPR4003</c>.</param>
internal sealed class TolerantCache(DiskCache? cache, Action<Diagnostic> warn)
{
    private DiskCache? usable = cache;

    /// <summary>The user's own text: results are shared only by runs with the same one.</summary>
    public string Universe { get; } = cache?.Universe ?? "";

    /// <summary>What a set of native libraries is; empty without a cache, which needs no key.</summary>
    public string HashOfLibraries(IReadOnlyList<string> files) => Try(cache => cache.HashOfLibraries(files)) ?? "";

    /// <summary>A complete run, or null.</summary>
    public CachedRun? Find(string key) => Try(cache => cache.Find(key, warn));

    /// <summary>Stores a run.</summary>
    public void Publish(string key, CachedRun run) => Try<object>(cache =>
    {
        cache.Publish(key, run);
        return null;
    });

    /// <summary>Keeps what a key is made of.</summary>
    public void Describe(CacheKey key) => Try<object>(cache =>
    {
        cache.Describe(key);
        return null;
    });

    /// <summary>Waits for other processes that compute this key; null without a cache, or where waiting was in vain.</summary>
    public IDisposable? Lock(string key, CancellationToken cancel) => Try(cache => cache.Lock(key, warn, cancel));

    /// <summary>Whether this engine has loaded this model before.</summary>
    public bool WasProbed(string model, string engine) => Try(cache => cache.WasProbed(model, engine) ? cache : null) is not null;

    /// <summary>Records that it has.</summary>
    public void RememberProbe(string model, string engine) => Try<object>(cache =>
    {
        cache.RememberProbe(model, engine);
        return null;
    });

    private T? Try<T>(Func<DiskCache, T?> use)
        where T : class
    {
        if (usable is null)
        {
            return null;
        }

        try
        {
            return use(usable);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            warn(new Diagnostic(
                "MPR4002",
                $"The cache at '{usable.Folder}' cannot be used: {exception.Message} This run continues without it. "
                + "Choose another folder with --cache-dir or MPRUNER_CACHE_DIR, or pass --no-cache."));
            usable = null;
            return null;
        }
    }
}
