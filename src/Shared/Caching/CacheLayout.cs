namespace MPruner.Shared.Caching;

/// <summary>The paths of a cache's entries. The tool and the build read each other's entries.</summary>
/// <param name="folder">The cache's folder.</param>
internal sealed class CacheLayout(string folder)
{
    private static readonly string[] ResultKinds = ["cas", "ac", "keys", "builds"];

    /// <summary>The folder of everything that this version of the layout stores.</summary>
    public string Root { get; } = Path.Combine(folder, "v1");

    /// <summary>The folder of files that are still being written.</summary>
    public string Temporary => Path.Combine(Root, "tmp");

    /// <summary>The folders of results, which take room.</summary>
    public IReadOnlyList<string> Results => [.. ResultKinds.Select(kind => Path.Combine(Root, kind))];

    /// <summary>A content, named by its own hash.</summary>
    public string Content(string hash) => Sharded("cas", hash);

    /// <summary>The tool's entry for a key: which contents belong to it.</summary>
    public string Action(string key) => Sharded("ac", key);

    /// <summary>What a key is made of, to say why another one differs from it.</summary>
    public string Description(string key) => Sharded("keys", key);

    /// <summary>The build's entry for a key: which content to ship, with report and warnings.</summary>
    public string Build(string key) => Sharded("builds", key);

    /// <summary>The file that is locked while a key is being computed.</summary>
    public string Lock(string key) => Path.Combine(Root, "locks", key);

    /// <summary>The marker of a model that the engine has loaded before.</summary>
    public string Probe(string hash) => Path.Combine(Root, "probed", hash);

    /// <summary>The hash of a large file, by its mark.</summary>
    public string Hash(string mark) => Path.Combine(Root, "hashes", mark);

    /// <summary>The first two digits are a folder of their own, so that no folder gets too many entries.</summary>
    private string Sharded(string kind, string name) => Path.Combine(Root, kind, name.Substring(0, 2), name);
}
