using Microsoft.Build.Framework;
using MPruner.Build.Caching;
using MPruner.Build.Reporting;
using MPruner.Build.Work;
using MPruner.Shared.Files;
using MPruner.Shared.Reporting;

namespace MPruner.Build;

/// <summary>
/// Takes every model from the cache, or else starts <c>dotnet mpruner.dll build request.json</c> and reports its messages. libtorch
/// is loaded in that process only: a crash does not end the build, and cancelling the build kills the process and its children.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class PruneModels : ToolProcess
{
    private readonly ToolTranscript transcript = new();
    private readonly List<Finding> reported = [];

    /// <summary>The table of codes that messages link to.</summary>
    [Required]
    public string HelpFile { get; set; } = "";

    /// <summary>The file for everything that the tool prints, absolute.</summary>
    [Required]
    public string LogFile { get; set; } = "";

    /// <summary>The models to ship, as <see cref="PreparePruning.Outputs"/> gave them.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The cache's folder, absolute.</summary>
    [Required]
    public string CacheDirectory { get; set; } = "";

    /// <summary>The user's own text: models are shared only by builds with the same one.</summary>
    public string CacheUniverse { get; set; } = "";

    /// <summary>The project's property of this name.</summary>
    public string TreatWarningsAsErrors { get; set; } = "";

    /// <summary>The codes that <see cref="TreatWarningsAsErrors"/> does not apply to.</summary>
    public string WarningsNotAsErrors { get; set; } = "";

    /// <summary>The file to write when every model is finished, absolute. Without it the next build runs this task again.</summary>
    [Required]
    public string StampFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (!File.Exists(Tool))
        {
            const string Advice = "Delete the package's folder from the NuGet cache and restore again.";
            Report(new Finding(true, "MPR5202", null, $"'{Tool}' is missing from the package. {Advice}"));
            return false;
        }

        var cache = new ModelCache(CacheDirectory, Tool, Engine, CacheUniverse);
        string?[] keys = [.. Models.Select(model => KeyOf(model, cache))];
        if (PlaceAll(cache, keys))
        {
            return !Log.HasLoggedErrors;
        }

        // Only the tool asks a remote cache, and fails if that has no result either.
        if (RequireCacheHit && RemoteCache.Length == 0)
        {
            Report(new Finding(
                true,
                "MPR5204",
                Models[0].GetMetadata("Input"),
                $"a model is not in the cache '{CacheDirectory}', which MPrunerRequireCacheHit makes an error. "
                + "Build once where computing is allowed and share that cache, or remove the property."));
            return false;
        }

        RunTool(cache, keys);
        return !Log.HasLoggedErrors && !IsCancelled;
    }

    /// <inheritdoc/>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        transcript.Add(singleLine);
        if (CanonicalLine.Parse(singleLine) is not { } finding)
        {
            Log.LogMessage(messageImportance, "{0}", singleLine);
            return;
        }

        reported.Add(finding);
        Report(finding with { IsError = finding.IsError && !ModelsOf(finding).All(ShipsOriginalOnFailure) });
    }

    private string? KeyOf(ITaskItem model, ModelCache cache)
    {
        string? key = cache.KeyOf(model, out string text);
        Log.LogMessage(MessageImportance.Low, "{0}: cache key {1} of\n{2}", model.GetMetadata("Input"), key ?? "unknown", text);
        return key;
    }

    /// <summary>Takes all models from the cache; all or none, since the tool finds the others quickly when it runs at all.</summary>
    private bool PlaceAll(ModelCache cache, string?[] keys)
    {
        CachedModel?[] found = [.. Models.Select((model, i) => keys[i] is { } key ? cache.Find(key, model) : null)];
        for (int i = 0; i < Models.Length; i++)
        {
            string name = Path.GetFileName(Models[i].GetMetadata("Input"));
            (MessageImportance importance, string outcome) = found[i] is null
                ? (MessageImportance.Normal, "not found")
                : (MessageImportance.High, "found");
            Log.LogMessage(importance, "{0}: {1} in the cache '{2}'", name, outcome, CacheDirectory);
        }

        if (found.Contains(null))
        {
            return false;
        }

        var placed = new List<string>();
        foreach (CachedModel cached in found.OfType<CachedModel>())
        {
            placed.Add(cached.Place());
            foreach (Finding warning in cached.Warnings)
            {
                Report(warning);
            }
        }

        Stamp(placed);
        return true;
    }

    private void RunTool(ModelCache cache, string?[] keys)
    {
        // A report is the last thing that the tool writes for a model, so that a model without one has failed.
        foreach (ITaskItem model in Models)
        {
            File.Delete(model.GetMetadata("Report"));
            File.Delete(model.GetMetadata("Page"));
        }

        base.Execute();
        transcript.Save(LogFile);
        if (IsCancelled)
        {
            return;
        }

        ITaskItem[] failed = [.. Models.Where(model => !File.Exists(model.GetMetadata("Report")))];
        if ((failed.Length > 0 || ExitCode != 0) && !Log.HasLoggedErrors && !reported.Exists(finding => finding.IsError))
        {
            ITaskItem[] blamed = failed.Length > 0 ? failed : Models;
            string description = ToolExit.Describe(ExitCode, transcript.LastLine, LogFile);
            Report(new Finding(!blamed.All(ShipsOriginalOnFailure), "MPR5201", blamed[0].GetMetadata("Input"), description));
        }

        foreach (ITaskItem model in failed.Where(ShipsOriginalOnFailure))
        {
            WholeFile.WriteWhenDifferent(model.GetMetadata("FullPath"), File.ReadAllBytes(model.GetMetadata("Input")));
            Report(new Finding(
                false,
                "MPR5203",
                model.GetMetadata("Input"),
                "pruning failed; OnFailure=\"Warn\" ships the original unchanged. Fix the problems that are reported above."));
        }

        for (int i = 0; i < Models.Length; i++)
        {
            ITaskItem model = Models[i];
            Finding[] about = [.. reported.Where(finding => ModelsOf(finding).Contains(model) && !IsAboutTheCache(finding))];
            if (keys[i] is { } key && !failed.Contains(model) && !about.Any(finding => finding.IsError))
            {
                cache.Store(key, model, about);
            }
        }

        // Where the original of a model is shipped, the next build tries again.
        if (failed.Length == 0)
        {
            Stamp([]);
        }
    }

    /// <summary>Writes the stamp when models are on the disk: a power failure must not leave it beside a part of a model.</summary>
    /// <remarks>
    /// Elsewhere the disk is waited for beside the compiler. On Windows the compiler cannot open a file that is open for writing, which
    /// flushing needs.
    /// </remarks>
    private void Stamp(IReadOnlyList<string> unflushed)
    {
        void Finish() => WorkDirectory.Stamp(StampFile, unflushed);
        if (Path.DirectorySeparatorChar == '\\')
        {
            Finish();
        }
        else
        {
            ClaimedDirectory.BeforeTheBuildEnds(Path.GetDirectoryName(StampFile)!, BuildEngine, Finish);
        }
    }

    private ITaskItem[] ModelsOf(Finding finding)
    {
        ITaskItem[] named = [.. Models.Where(model => model.GetMetadata("Input") == finding.File)];
        return named.Length > 0 ? named : Models;
    }

    /// <summary>What was wrong with the cache in one run says nothing about the model, and is not repeated.</summary>
    private static bool IsAboutTheCache(Finding finding) => finding.Code.StartsWith("MPR4", StringComparison.Ordinal);

    /// <summary>A build that must use a cache ships nothing else.</summary>
    private bool ShipsOriginalOnFailure(ITaskItem model) => model.GetMetadata("OnFailure") == "Warn" && !RequireCacheHit;

    private void Report(Finding finding) =>
        new FindingLog(Log, HelpFile, new WarningStrictness(TreatWarningsAsErrors, WarningsNotAsErrors)).Report(finding);
}
