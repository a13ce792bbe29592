using System.Diagnostics;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MPruner.Build.Engine;
using MPruner.Shared.Caching;

namespace MPruner.Build;

/// <summary>
/// Starts <c>dotnet mpruner.dll build request.json</c> with absolute paths, UTF-8, and an environment without the build's own variables.
/// </summary>
public abstract class ToolProcess : ToolTask
{
    private volatile bool cancelled;

    /// <summary>The tool's stdout, one line for each model, is shown to the user; progress on stderr is for the log.</summary>
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

    /// <summary>The project's folder, absolute. The tool runs there, so that both resolve relative paths alike.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>The <c>dotnet</c> that runs the build, absolute; empty takes the one on the path.</summary>
    public string DotnetHost { get; set; } = "";

    /// <summary>The folder of libtorch, if the project names one; several are separated as in <c>PATH</c>.</summary>
    public string LibTorchPath { get; set; } = "";

    /// <summary>The native files of the project's own packages, which may include libtorch.</summary>
    public ITaskItem[] NativeAssets { get; set; } = [];

    /// <summary>The NuGet packages folder, which may have the tool's own libtorch.</summary>
    public string PackagesFolder { get; set; } = "";

    /// <summary>The most bytes of all results in the cache; empty leaves it to the environment.</summary>
    public string CacheMaxBytes { get; set; } = "";

    /// <summary>The address of a cache that machines share; empty for none.</summary>
    public string RemoteCache { get; set; } = "";

    /// <summary>Whether results are stored there, too: <c>true</c>, <c>false</c>, or empty, which leaves it to the environment.</summary>
    public string RemoteCacheWrite { get; set; } = "";

    /// <summary>Whether a model that is in no cache is an error, for builds that must not compute.</summary>
    public bool RequireCacheHit { get; set; }

    /// <summary>Which libtorch the tool will load.</summary>
    private protected EngineChoice Engine => new(Tool, ProjectDirectory, EngineVariables);

    private IReadOnlyDictionary<string, string> EngineVariables =>
        EngineChoice.Variables(LibTorchPath, NativeAssets.Select(asset => asset.ItemSpec), PackagesFolder);

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
        if (RemoteCache.Length > 0)
        {
            line.AppendSwitchIfNotNull("--remote-cache ", RemoteCache);
        }

        if (RemoteCacheWrite.Length > 0)
        {
            line.AppendSwitchIfNotNull("--remote-cache-write ", RemoteCacheWrite);
        }

        if (RequireCacheHit)
        {
            line.AppendSwitch("--require-cache-hit");
        }

        return line.ToString();
    }

    /// <inheritdoc/>
    protected override string GetWorkingDirectory() => ProjectDirectory;

    /// <summary>Removes the build's own variables, which would apply MSBuild's settings to the tool's runtime.</summary>
    protected override ProcessStartInfo GetProcessStartInfo(string pathToTool, string commandLineCommands, string responseFileSwitch)
    {
        ProcessStartInfo start = base.GetProcessStartInfo(pathToTool, commandLineCommands, responseFileSwitch);
        bool IsOfMSBuild(string name) => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase);
        foreach (string name in start.Environment.Keys.Where(IsOfMSBuild).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (KeyValuePair<string, string> variable in EngineVariables)
        {
            start.Environment[variable.Key] = variable.Value;
        }

        if (CacheMaxBytes.Length > 0)
        {
            start.Environment[CacheSettings.MaxBytesVariable] = CacheMaxBytes;
        }

        return start;
    }

    /// <inheritdoc/>
    protected override void LogToolCommand(string message) => Log.LogCommandLine(MessageImportance.Normal, message);

    /// <summary>The exit code is interpreted after the run, together with the reports.</summary>
    protected override bool HandleTaskExecutionErrors() => false;
}
