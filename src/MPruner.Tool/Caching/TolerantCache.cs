namespace MPruner.Tool.Caching;

/// <summary>A cache that never stands in the way: the first time its folder cannot be used it says so and is not asked again.</summary>
/// <param name="cache">The cache; null where the user wants none.</param>
/// <param name="warn">Hears <c>MPR4001</c> and <c>MPR4002</c>.</param>
internal sealed class TolerantCache(DiskCache? cache, Action<Diagnostic> warn)
{
    private DiskCache? usable = cache;

    /// <summary>A run that is whole, or null.</summary>
    public CachedRun? Find(string key) => Try(cache => cache.Find(key, warn));

    /// <summary>Keeps a run.</summary>
    public void Publish(string key, CachedRun run) => Try<object>(cache =>
    {
        cache.Publish(key, run);
        return null;
    });

    /// <summary>Waits for other processes that work on this key; null without a cache.</summary>
    public IDisposable? Lock(string key, CancellationToken cancel) => Try(cache => cache.Lock(key, cancel));

    /// <summary>Whether this model was loaded by this engine before.</summary>
    public bool WasProbed(string model, string engine) => Try(cache => cache.WasProbed(model, engine) ? cache : null) is not null;

    /// <summary>Remembers that it was.</summary>
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
            warn(new Diagnostic("MPR4002", $"The cache at '{usable.Folder}' cannot be used: {exception.Message} This run goes on without it. Choose another folder with --cache-dir or MPRUNER_CACHE_DIR, or pass --no-cache."));
            usable = null;
            return null;
        }
    }
}
