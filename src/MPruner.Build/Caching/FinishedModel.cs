using MPruner.Shared.Reporting;

namespace MPruner.Build.Caching;

/// <summary>What a run left behind for one model.</summary>
/// <param name="Output">SHA-256 of the model to ship, whose bytes lie in the tool's cache.</param>
/// <param name="Warnings">What was said about it; said again whenever it is taken from the cache.</param>
/// <param name="Report">The report without this machine's paths: <see cref="CachedModel.WithoutPaths"/>.</param>
internal sealed record FinishedModel(string Output, IReadOnlyList<Finding> Warnings, string Report);
