using Microsoft.Build.Framework;
using MPruner.Build.Engine;
using MPruner.Build.Reporting;
using MPruner.Build.Requests;
using MPruner.Build.Work;
using MPruner.Shared.Caching;
using MPruner.Shared.Reporting;
using MPruner.Shared.Requests;

namespace MPruner.Build;

/// <summary>
/// Runs in every build and starts no process: checks the <c>PruneModel</c> items, writes the request for the tool if it
/// has changed, and lists the inputs and outputs, so that MSBuild can skip the rest.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class PreparePruning : Microsoft.Build.Utilities.Task
{
    /// <summary>The <c>PruneModel</c> items.</summary>
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The project's folder, absolute.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The folder of requests, reports and models to ship; relative to the project or absolute. It has nothing else.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>The tool: <c>mpruner.dll</c>.</summary>
    [Required]
    public string Tool { get; set; } = "";

    /// <summary>The table of codes that messages link to.</summary>
    [Required]
    public string HelpFile { get; set; } = "";

    /// <summary>The project's property of this name.</summary>
    public string TreatWarningsAsErrors { get; set; } = "";

    /// <summary>The codes that <see cref="TreatWarningsAsErrors"/> does not apply to.</summary>
    public string WarningsNotAsErrors { get; set; } = "";

    /// <summary>The cache's folder, relative to the project or absolute; if empty, the one of <see cref="CacheFolder"/>.</summary>
    [Output]
    public string CacheDirectory { get; set; } = "";

    /// <summary>Any text: models are shared only by builds with the same one; if empty, that of the environment.</summary>
    [Output]
    public string CacheUniverse { get; set; } = "";

    /// <summary>As for <see cref="ToolProcess"/>; only checked here.</summary>
    public string CacheMaxBytes { get; set; } = "";

    /// <summary>The address of a cache that machines share; if empty, that of the environment.</summary>
    [Output]
    public string RemoteCache { get; set; } = "";

    /// <summary>As for <see cref="ToolProcess"/>.</summary>
    public string LibTorchPath { get; set; } = "";

    /// <summary>As for <see cref="ToolProcess"/>.</summary>
    public ITaskItem[] NativeAssets { get; set; } = [];

    /// <summary>As for <see cref="ToolProcess"/>.</summary>
    public string PackagesFolder { get; set; } = "";

    /// <summary>What the result depends on.</summary>
    [Output]
    public ITaskItem[] Sources { get; private set; } = [];

    /// <summary>
    /// The models to ship, each with <c>Input</c>, <c>Calibration</c>, <c>Evaluation</c>, <c>Analysis</c>, <c>Options</c>,
    /// <c>Threads</c>, <c>Report</c>, <c>Page</c>, <c>LogicalName</c>, <c>ShipAs</c>, <c>GenerateAccessor</c> and <c>OnFailure</c>.
    /// </summary>
    [Output]
    public ITaskItem[] Outputs { get; private set; } = [];

    /// <summary>The request, absolute.</summary>
    [Output]
    public string RequestFile { get; private set; } = "";

    /// <summary>The file for the tool's output, absolute.</summary>
    [Output]
    public string LogFile { get; private set; } = "";

    /// <summary>The file that is written when all models are pruned.</summary>
    [Output]
    public string StampFile { get; private set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        string directory = Path.GetFullPath(Path.Combine(ProjectDirectory, Directory));
        var resolver = new ModelResolver(ProjectDirectory);
        IReadOnlyList<ModelRequest> requests = resolver.Resolve(Models);
        var findings = new FindingLog(Log, HelpFile, new WarningStrictness(TreatWarningsAsErrors, WarningsNotAsErrors));
        foreach (Finding finding in resolver.Findings)
        {
            findings.Report(finding);
        }

        RemoteCache = RemoteCache.Length == 0
            ? Environment.GetEnvironmentVariable(CacheSettings.RemoteVariable) ?? ""
            : RemoteCache;
        if (RemoteCache.Length > 0 && RemoteAddress.Fault(RemoteCache) is { } fault)
        {
            findings.Report(new Finding(true, RemoteAddress.Code, null, fault));
        }

        if (CacheMaxBytes.Length > 0 && CacheSettings.Bytes(CacheMaxBytes) is null)
        {
            string text = $"The property MPrunerCacheMaxBytes is '{CacheMaxBytes}'; expected a whole number of bytes, such as "
                + FormattableString.Invariant($"{CacheSettings.DefaultMaxBytes}. Correct it, or leave it out.");
            findings.Report(new Finding(true, "MPR5110", null, text));
        }

        if (Log.HasLoggedErrors)
        {
            return false;
        }

        CacheDirectory = CacheDirectory.Length == 0
            ? CacheFolder.Default(Environment.GetEnvironmentVariable, ProjectDirectory)
            : Path.GetFullPath(Path.Combine(ProjectDirectory, CacheDirectory));
        CacheUniverse = CacheUniverse.Length == 0
            ? Environment.GetEnvironmentVariable(CacheSettings.UniverseVariable) ?? ""
            : CacheUniverse;
        try
        {
            if (requests.Count > 0)
            {
                Prepare(ClaimedDirectory.UntilTheBuildEnds(directory, BuildEngine), requests);
            }
            else
            {
                ClaimedDirectory.Remove(directory);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string message = $"'{directory}' cannot be written: {exception.Message} Make it writable, or delete it.";
            findings.Report(new Finding(true, "MPR5205", null, message));
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Brings the folder up to date, and lists the inputs and outputs for MSBuild.</summary>
    private void Prepare(string directory, IReadOnlyList<ModelRequest> unplaced)
    {
        var layout = new WorkDirectory(directory);
        ModelRequest[] requests = [.. unplaced.Select(request => request.In(directory))];
        layout.RemoveOrphans(requests.SelectMany(request => request.Outputs));
        string[] sources = [.. requests.SelectMany(request => request.Sources).Distinct(StringComparer.Ordinal)];
        IReadOnlyDictionary<string, string> variables =
            EngineChoice.Variables(LibTorchPath, NativeAssets.Select(asset => asset.ItemSpec), PackagesFolder);
        IReadOnlyList<string> libraries = new EngineChoice(Tool, ProjectDirectory, variables).Libraries();
        layout.Write(RequestText.Of(requests, CacheDirectory, CacheUniverse), SourceMarks.Of(sources.Concat(libraries), Tool));
        if (!requests.All(request => File.Exists(request.Output)))
        {
            File.Delete(layout.StampFile);
        }

        RequestFile = layout.RequestFile;
        LogFile = layout.LogFile;
        StampFile = layout.StampFile;
        Sources = [.. sources.Append(layout.RequestFile).Append(layout.SourcesFile).Append(Tool).Select(Escaped.Item)];
        Outputs = [.. requests.Select(Output)];
    }

    private ITaskItem Output(ModelRequest request)
    {
        // Relative, as MSBuild's own items are: only then do compiler and log show short paths.
        string root = Path.GetFullPath(ProjectDirectory) + Path.DirectorySeparatorChar;
        bool isBelow = request.Output.StartsWith(root, StringComparison.Ordinal);
        ITaskItem item = Escaped.Item(isBelow ? request.Output.Substring(root.Length) : request.Output);
        Escaped.Set(item, "Input", request.Input);
        Escaped.Set(item, "Calibration", request.Calibration);
        Escaped.Set(item, "Evaluation", request.Evaluation ?? "");
        Escaped.Set(item, "Analysis", request.Analysis ?? "");
        Escaped.Set(item, "Options", string.Join(" ", request.Options.Select(option => option.Key + "=" + option.Value)));
        Escaped.Set(item, "Threads", request.Options.FirstOrDefault(option => option.Key == RequestOption.Threads).Value ?? "");
        Escaped.Set(item, "Report", request.Report);
        Escaped.Set(item, "Page", request.Page);
        Escaped.Set(item, "LogicalName", request.LogicalName);
        Escaped.Set(item, ShippedAs.Metadata, request.ShippedAs);
        Escaped.Set(item, "GenerateAccessor", request.HasAccessor ? "true" : "false");
        Escaped.Set(item, "OnFailure", request.OriginalOnFailure ? "Warn" : "Error");
        return item;
    }
}
