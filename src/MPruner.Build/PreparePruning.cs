using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MPruner.Build.Reporting;
using MPruner.Build.Requests;
using MPruner.Shared.Caching;
using MPruner.Shared.Reporting;

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

    /// <summary>What the result depends on.</summary>
    [Output]
    public ITaskItem[] Sources { get; private set; } = [];

    /// <summary>
    /// The models to ship, each with <c>Input</c>, <c>Calibration</c>, <c>Evaluation</c>, <c>Options</c>, <c>Report</c>,
    /// <c>LogicalName</c> and <c>OnFailure</c>.
    /// </summary>
    [Output]
    public ITaskItem[] Outputs { get; private set; } = [];

    /// <summary>The request, absolute.</summary>
    [Output]
    public string RequestFile { get; private set; } = "";

    /// <summary>The file for the tool's output, absolute.</summary>
    [Output]
    public string LogFile { get; private set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        string directory = Path.GetFullPath(Path.Combine(ProjectDirectory, Directory));
        var resolver = new ModelResolver(ProjectDirectory, directory);
        IReadOnlyList<ModelRequest> requests = resolver.Resolve(Models);
        var findings = new FindingLog(Log, HelpFile, new WarningStrictness(TreatWarningsAsErrors, WarningsNotAsErrors));
        foreach (Finding finding in resolver.Findings)
        {
            findings.Report(finding);
        }

        if (Log.HasLoggedErrors)
        {
            return false;
        }

        CacheDirectory = CacheDirectory.Length == 0
            ? CacheFolder.Default(Environment.GetEnvironmentVariable, ProjectDirectory)
            : Path.GetFullPath(Path.Combine(ProjectDirectory, CacheDirectory));
        try
        {
            Describe(new WorkDirectory(directory), requests);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string message = $"'{directory}' cannot be written: {exception.Message} Make it writable, or delete it.";
            findings.Report(new Finding(true, "MPR5205", null, message));
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Brings the folder up to date, and lists the inputs and outputs for MSBuild.</summary>
    private void Describe(WorkDirectory layout, IReadOnlyList<ModelRequest> requests)
    {
        layout.RemoveOrphans(requests);
        if (requests.Count == 0)
        {
            return;
        }

        string[] sources = [.. requests.SelectMany(request => request.Sources).Distinct(StringComparer.Ordinal)];
        layout.Write(RequestText.Of(requests, CacheDirectory), SourceList([.. sources, Tool]));
        if (!requests.All(request => File.Exists(request.Output)))
        {
            File.Delete(layout.StampFile);
        }

        RequestFile = layout.RequestFile;
        LogFile = layout.LogFile;
        Sources = [.. sources.Append(layout.RequestFile).Append(layout.SourcesFile).Append(Tool).Select(path => new TaskItem(path))];
        Outputs = [.. requests.Select(Output)];
    }

    /// <summary>Path, length and time of every source, so that a file replaced by one with an older time is noticed, too.</summary>
    private static string SourceList(IEnumerable<string> paths) => string.Concat(paths
        .Select(path => new FileInfo(path))
        .Select(file => FormattableString.Invariant($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}\n")));

    private TaskItem Output(ModelRequest request)
    {
        var item = new TaskItem(Path.Combine(Directory, Path.GetFileName(request.Output)));
        item.SetMetadata("Input", request.Input);
        item.SetMetadata("Calibration", request.Calibration);
        item.SetMetadata("Evaluation", request.Evaluation ?? "");
        item.SetMetadata("Options", string.Join(" ", request.Options.Select(option => option.Key + "=" + option.Value)));
        item.SetMetadata("Report", request.Report);
        item.SetMetadata("LogicalName", request.LogicalName);
        item.SetMetadata("OnFailure", request.OriginalOnFailure ? "Warn" : "Error");
        return item;
    }
}
