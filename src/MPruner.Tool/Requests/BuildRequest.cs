using System.Collections.Immutable;
using MPruner.Tool.Running;

namespace MPruner.Tool.Requests;

/// <summary>What the MSBuild task asks of <c>mpruner build REQUEST.json</c>; docs/build-request.md is its schema.</summary>
/// <param name="Models">The models, pruned one after the other, also after a failure; all paths are absolute.</param>
/// <param name="CacheDirectory">Where results are stored; null takes the platform's cache folder.</param>
/// <param name="UseCache">Whether results are looked up and stored at all.</param>
internal sealed record BuildRequest(ImmutableArray<PruneJob> Models, string? CacheDirectory, bool UseCache)
{
    /// <summary>Results are shared only by runs with the same text; null leaves it to the environment.</summary>
    public string? CacheUniverse { get; init; }
}
