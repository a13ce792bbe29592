using MPruner.Shared.Caching;
using MPruner.Shared.Files;
using MPruner.Tool.Caching.Remote;

namespace MPruner.Tool.Caching;

/// <summary>Results of other machines. After a fault it warns once and is not asked again.</summary>
/// <param name="settings">Where and how.</param>
/// <remarks>
/// No answer is trusted: contents must have the hash that the entry names. Contents are stored before the entry that names them, so
/// that a writer that ends in between leaves at worst contents that nothing refers to.
/// </remarks>
internal sealed class RemoteCache(RemoteSettings settings) : IDisposable
{
    private readonly RemoteStore store = new(settings);
    private bool failed;

    /// <summary>Looks a run up.</summary>
    /// <param name="key">The key's hash.</param>
    /// <param name="warn">Receives <c>MPR4010</c> to <c>MPR4012</c>.</param>
    /// <param name="cancel">Gives up at once.</param>
    /// <returns>The run; null where there is none, or where the server cannot be used.</returns>
    public CachedRun? Find(string key, Action<Diagnostic> warn, CancellationToken cancel) => Try(warn, () =>
    {
        if (store.Get(Action(key), StoredAction.MaxBytes, cancel) is not { } bytes)
        {
            return null;
        }

        var action = StoredAction.Parse(bytes) ?? throw Wrong(Action(key));
        var report = Read(action.Report, cancel);
        var output = report is null ? null : Read(action.Output, cancel);
        return output is null ? null : new CachedRun(output, report!);
    });

    /// <summary>Stores a run, if that is wanted. If another machine has stored one for the same key, that one stays.</summary>
    public void Publish(IReadOnlyList<string> keys, CachedRun run, Action<Diagnostic> warn, CancellationToken cancel) =>
        Try<object>(warn, () =>
        {
            var missing = settings.Writes ? keys.Where(key => store.Get(Action(key), StoredAction.MaxBytes, cancel) is null).ToList() : [];
            if (missing.Count > 0)
            {
                var action = new StoredAction(Write(run.Output, cancel), Write(run.Report, cancel)).Print();
                missing.ForEach(key => store.Put(Action(key), action, cancel));
            }

            return null;
        });

    /// <inheritdoc/>
    public void Dispose() => store.Dispose();

    private static string Action(string key) => "ac/" + key;

    private static string Content(string hash) => "cas/" + hash;

    private static RemoteFaultException Wrong(string path) =>
        new(RemoteFaultException.WrongBytes, $"the bytes of {path} are not those that were stored");

    private byte[]? Read(string hash, CancellationToken cancel)
    {
        var content = store.Get(Content(hash), settings.MaxBytes, cancel);
        return content is null || ContentHash.OfBytes(content) == hash ? content : throw Wrong(Content(hash));
    }

    private string Write(byte[] content, CancellationToken cancel)
    {
        var hash = ContentHash.OfBytes(content);
        store.Put(Content(hash), content, cancel);
        return hash;
    }

    private T? Try<T>(Action<Diagnostic> warn, Func<T?> use)
        where T : class
    {
        if (failed)
        {
            return null;
        }

        try
        {
            return use();
        }
        catch (RemoteFaultException fault)
        {
            failed = true;
            var finding = $"The remote cache at '{settings.Address}' cannot be used: {fault.Message}.";
            warn(new Diagnostic(fault.Code, $"{finding} This run continues without it. {Advice(fault)}"));
            return null;
        }
    }

    private static string Advice(RemoteFaultException fault) => fault.Code switch
    {
        RemoteFaultException.Forbidden =>
            $"Set {CacheSettings.AuthorizationVariable} to the value of the header Authorization, or read only.",
        RemoteFaultException.WrongBytes => "Delete that entry on the server, and look at who may write there.",
        _ => $"Look at the server and the network, or leave {CacheSettings.RemoteVariable} out.",
    };
}
