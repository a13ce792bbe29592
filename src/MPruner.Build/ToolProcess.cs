using System.Diagnostics;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MPruner.Build.Engine;
using MPruner.Shared.Natives;

namespace MPruner.Build;

/// <summary>How <c>dotnet mpruner.dll build request.json</c> is started: with absolute paths, UTF-8, and an environment without the build's own variables.</summary>
public abstract class ToolProcess : ToolTask
{
    private volatile bool cancelled;

    /// <summary>What the tool says on stdout, one line for each model, is for the person who builds; progress on stderr is for the log.</summary>
    protected ToolProcess()
    {
        StandardOutputImportance = nameof(MessageImportance.High);
        StandardErrorImportance = nameof(MessageImportance.Normal);
    }

    /// <summary>The request that <see cref="PreparePruning"/> wrote, absolute.</summary>
    [Required]
    public string RequestFile { get; set; } = "";

    /// <summary>The tool: <c>mpruner.dll</c>, absolute.</summary>
    [Required]
    public string Tool { get; set; } = "";

    /// <summary>The project's folder, absolute: the tool runs there, so that a relative path in an environment variable means the same to both.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The <c>dotnet</c> that runs the build, absolute; empty takes the one on the path.</summary>
    public string DotnetHost { get; set; } = "";

    /// <summary>The folder of libtorch, where the project names one; more are separated like those of <c>PATH</c>.</summary>
    public string LibTorchPath { get; set; } = "";

    /// <summary>The native files of the project's own packages, libtorch perhaps among them.</summary>
    public ITaskItem[] NativeAssets { get; set; } = [];

    /// <summary>The NuGet packages folder, where the tool's own libtorch may lie.</summary>
    public string PackagesFolder { get; set; } = "";

    /// <summary>Whether the build was cancelled while the process ran.</summary>
    protected bool IsCancelled => cancelled;

    /// <inheritdoc/>
    protected override string ToolName => Path.DirectorySeparatorChar == '\\' ? "dotnet.exe" : "dotnet";

    /// <inheritdoc/>
    protected override Encoding StandardErrorEncoding => Encoding.UTF8;

    /// <inheritdoc/>
    protected override Encoding StandardOutputEncoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Cancel()
    {
        cancelled = true;
        base.Cancel();
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
    protected override string GetWorkingDirectory() => ProjectDirectory;

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
            start.Environment[LibTorchVariables.Named] = LibTorchPath;
        }

        // The user's own word wins; the tool checks what it finds in the other two.
        start.Environment[LibTorchVariables.OfProject] = string.Join(
            Path.PathSeparator.ToString(), ProjectNatives.OfThisMachine().Find(NativeAssets.Select(asset => asset.ItemSpec)));
        start.Environment[LibTorchVariables.Packages] = PackagesFolder;
        return start;
    }

    /// <inheritdoc/>
    protected override void LogToolCommand(string message) => Log.LogCommandLine(MessageImportance.Normal, message);

    /// <summary>What the exit code means is decided after the run, with all that is known then.</summary>
    protected override bool HandleTaskExecutionErrors() => false;
}
