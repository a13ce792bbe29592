using System.Diagnostics;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MPruner.Build.Reporting;

namespace MPruner.Build;

/// <summary>
/// Starts <c>dotnet mpruner.dll build request.json</c> and hands its messages on. libtorch lives in that process only: it
/// crashes apart, and cancelling the build kills it with all that it started.
/// </summary>
[MSBuildMultiThreadableTask]
public sealed class PruneModels : ToolTask
{
    private readonly ToolTranscript transcript = new();
    private bool errorReported;
    private volatile bool cancelled;

    /// <summary>The request that <see cref="PreparePruning"/> wrote, absolute.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>The tool: <c>mpruner.dll</c>, absolute.</summary>
    [Required]
    public string Tool { get; set; } = "";

    /// <summary>The table of codes that messages link to.</summary>
    [Required]
    public string HelpFile { get; set; } = "";

    /// <summary>Where everything that the tool said is kept, absolute.</summary>
    [Required]
    public string LogFile { get; set; } = "";

    /// <summary>The models to ship, as <see cref="PreparePruning.Outputs"/> gave them.</summary>
    [Required]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>The <c>dotnet</c> that runs the build, absolute; empty takes the one on the path.</summary>
    public string DotnetHost { get; set; } = "";

    /// <summary>The project's property of this name.</summary>
    public string TreatWarningsAsErrors { get; set; } = "";

    /// <summary>The codes that <see cref="TreatWarningsAsErrors"/> leaves alone.</summary>
    public string WarningsNotAsErrors { get; set; } = "";

    /// <summary>The folder of libtorch, where the project names one.</summary>
    public string LibTorchPath { get; set; } = "";

    /// <summary>Whether every model was pruned; false where originals are shipped in place of some, so that the next build tries again.</summary>
    [Output]
    public bool Complete { get; private set; }

    /// <inheritdoc/>
    protected override string ToolName => Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <inheritdoc/>
    protected override Encoding StandardErrorEncoding => Encoding.UTF8;

    /// <inheritdoc/>
    protected override Encoding StandardOutputEncoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override bool Execute()
    {
        // A report is the last thing that the tool writes for a model, so that a model without one has failed.
        foreach (ITaskItem model in Models)
        {
            File.Delete(model.GetMetadata("Report"));
        }

        base.Execute();
        transcript.Save(LogFile);
        if (cancelled)
        {
            return false;
        }

        ITaskItem[] failed = [.. Models.Where(model => !File.Exists(model.GetMetadata("Report")))];
        if ((failed.Length > 0 || ExitCode != 0) && !errorReported)
        {
            Report(new Finding(!failed.All(ShipsOriginalOnFailure), "MPR5201", null, ToolExit.Describe(ExitCode, transcript.LastLine, LogFile)));
        }

        foreach (ITaskItem model in failed.Where(ShipsOriginalOnFailure))
        {
            FileText.CopyWhenDifferent(model.GetMetadata("Input"), model.GetMetadata("FullPath"));
            Report(new Finding(false, "MPR5203", model.GetMetadata("Input"), "pruning failed, and OnFailure=\"Warn\" asks for the original in this case: it is shipped unchanged. Mend what the messages before this one say."));
        }

        Complete = failed.Length == 0;
        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    public override void Cancel()
    {
        cancelled = true;
        base.Cancel();
    }

    /// <inheritdoc/>
    protected override bool ValidateParameters()
    {
        if (!File.Exists(Tool))
        {
            Report(new Finding(true, "MPR5202", null, $"'{Tool}' is missing from the package. Delete the package's folder from the NuGet cache and restore again."));
        }

        return !Log.HasLoggedErrors;
    }

    /// <inheritdoc/>
    protected override string GenerateFullPathToTool() => DotnetHost.Length > 0 ? DotnetHost : ToolName;

    /// <inheritdoc/>
    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        line.AppendFileNameIfNotNull(Tool);
        line.AppendSwitch("build");
        line.AppendFileNameIfNotNull(RequestFile);
        return line.ToString();
    }

    /// <inheritdoc/>
    protected override string GetWorkingDirectory() => Path.GetDirectoryName(RequestFile)!;

    /// <summary>The build's own variables stay in the build: they would lead the tool's runtime to MSBuild's settings.</summary>
    protected override ProcessStartInfo GetProcessStartInfo(string pathToTool, string commandLineCommands, string responseFileSwitch)
    {
        ProcessStartInfo start = base.GetProcessStartInfo(pathToTool, commandLineCommands, responseFileSwitch);
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        if (LibTorchPath.Length > 0)
        {
            start.Environment["MPRUNER_LIBTORCH"] = LibTorchPath;
        }

        return start;
    }

    /// <inheritdoc/>
    protected override void LogToolCommand(string message) => Log.LogCommandLine(MessageImportance.Normal, message);

    /// <inheritdoc/>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        transcript.Add(singleLine);
        if (CanonicalLine.Parse(singleLine) is not { } finding)
        {
            Log.LogMessage(MessageImportance.Normal, "{0}", singleLine);
            return;
        }

        errorReported |= finding.IsError;
        Report(finding with { IsError = finding.IsError && !Concerned(finding).All(ShipsOriginalOnFailure) });
    }

    /// <summary>What the exit code means is decided after the run, with all that is known then.</summary>
    protected override bool HandleTaskExecutionErrors() => false;

    private ITaskItem[] Concerned(Finding finding)
    {
        ITaskItem[] named = [.. Models.Where(model => model.GetMetadata("Input") == finding.File)];
        return named.Length > 0 ? named : Models;
    }

    private static bool ShipsOriginalOnFailure(ITaskItem model) => model.GetMetadata("OnFailure") == "Warn";

    private void Report(Finding finding) =>
        new FindingLog(Log, HelpFile, new WarningStrictness(TreatWarningsAsErrors, WarningsNotAsErrors)).Report(finding);
}
