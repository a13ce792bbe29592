namespace MPruner.Tool.Caching;

/// <summary>Gets a run from where it is nearest: this machine, another one, or else by computing it.</summary>
/// <param name="local">This machine's results.</param>
/// <param name="remote">Results that machines share; null where there are none.</param>
/// <param name="warn">Receives the warnings of the remote cache.</param>
internal sealed class CachedRuns(TolerantCache local, RemoteCache? remote, Action<Diagnostic> warn)
{
    /// <summary>The run of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="compute">Computes a run that is nowhere.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public (CachedRun Run, RunOrigin Origin) Get(CacheKey key, Func<CachedRun> compute, CancellationToken cancel)
    {
        var found = Find(key) ?? GetAlone(key, compute, cancel);
        local.Describe(key);
        if (found.Origin == RunOrigin.Computed)
        {
            // After the lock: others on this machine need not wait for the network.
            Remote(key)?.Publish([key.Hash, key.OfAnyEngine.Hash], found.Run, warn, cancel);
        }

        return found;
    }

    /// <summary>While no other process of this machine gets the same run, so that it is computed or fetched once.</summary>
    private (CachedRun Run, RunOrigin Origin) GetAlone(CacheKey key, Func<CachedRun> compute, CancellationToken cancel)
    {
        using var turn = local.Lock(key.Hash, cancel);

        // The process that held the lock before may have computed the result.
        if (Find(key) is { } found)
        {
            return found;
        }

        var fetched = Remote(key)?.Find(key.Hash, warn, cancel);
        var run = fetched ?? compute();
        local.Publish(key.Hash, run);
        return (run, fetched is null ? RunOrigin.Computed : RunOrigin.OtherMachine);
    }

    /// <summary>A key without libraries is one of a local cache that cannot be used: other machines may have others.</summary>
    private RemoteCache? Remote(CacheKey key) => key.Libraries.Length > 0 ? remote : null;

    private (CachedRun Run, RunOrigin Origin)? Find(CacheKey key) =>
        local.Find(key.Hash) is { } run ? (run, RunOrigin.ThisMachine) : null;
}
