using Microsoft.Build.Framework;
using MPruner.Build.Engine;
using MPruner.Shared.Caching;
using MPruner.Shared.Files;
using MPruner.Shared.Reporting;

namespace MPruner.Build.Caching;

/// <summary>Finished models of earlier builds, of this project or any other.</summary>
/// <param name="folder">The cache's folder.</param>
/// <param name="tool">The tool that would make them: <c>mpruner.dll</c>.</param>
/// <param name="engine">Which libtorch that tool would load.</param>
/// <param name="universe">The user's own text: models are shared only by builds with the same one.</param>
/// <remarks>A cache that cannot be read or written costs time, never the build.</remarks>
internal sealed class ModelCache(string folder, string tool, EngineChoice engine, string universe)
{
    private readonly BuildIndex index = new(folder);
    private (BuildKey Key, string LibTorch)? state;

    /// <summary>The key of a model and the text that is hashed; null where a file cannot be read, which the tool will report.</summary>
    public string? KeyOf(ITaskItem model, out string text)
    {
        try
        {
            state ??= (new BuildKey(BuildKey.OfTool(tool), universe), LibTorch());
            text = state.Value.Key.TextFor(model, state.Value.LibTorch);
            return ContentHash.OfText(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            text = exception.Message;
            return null;
        }
    }

    /// <summary>The complete and checked entry of a key; null where there is none.</summary>
    public CachedModel? Find(string key, ITaskItem model)
    {
        try
        {
            FinishedModel? finished = index.Find(key);
            byte[]? output = finished is null ? null : index.Content(finished.Output);
            return output is null ? null : new CachedModel(model, finished!, output);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An unreadable entry counts as a missing one.
            return null;
        }
    }

    /// <summary>Stores what the tool has just made, also for machines without libtorch, which can compute nothing themselves.</summary>
    public void Store(string key, ITaskItem model, IReadOnlyList<Finding> warnings)
    {
        try
        {
            string report = CachedModel.WithoutPaths(File.ReadAllText(model.GetMetadata("Report")), model);
            string page = CachedModel.PageWithoutPaths(File.ReadAllText(model.GetMetadata("Page")), model);
            var finished = new FinishedModel(ContentHash.OfFile(model.GetMetadata("FullPath")), warnings, report, page);
            index.Publish(key, finished);
            index.Publish(ContentHash.OfText(state!.Value.Key.TextFor(model, BuildKey.AnyLibTorch)), finished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next build asks the tool again.
        }
    }

    /// <summary>A folder that the user names and that has none is a mistake, which the tool reports.</summary>
    private string LibTorch()
    {
        IReadOnlyList<string> libraries = engine.Libraries();
        return libraries.Count == 0 && !engine.IsNamed
            ? BuildKey.AnyLibTorch
            : new RememberedHashes(folder).OfLibraries(libraries);
    }
}
