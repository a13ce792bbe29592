using MPruner.Shared.Reporting;

namespace MPruner.Build.Caching;

/// <summary>The outcome of a run for one model.</summary>
/// <param name="Output">SHA-256 of the model to ship, whose bytes are in the tool's cache.</param>
/// <param name="Warnings">The run's warnings, which are repeated whenever the model is taken from the cache.</param>
/// <param name="Report">The report without this machine's paths: <see cref="CachedModel.WithoutPaths"/>.</param>
/// <param name="Page">The report as a page to read, likewise.</param>
internal sealed record FinishedModel(string Output, IReadOnlyList<Finding> Warnings, string Report, string Page);
