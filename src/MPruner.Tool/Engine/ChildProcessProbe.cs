using System.Diagnostics;
using System.Globalization;
using MPruner.Tool.Reporting;
using MPruner.Torch;

namespace MPruner.Tool.Engine;

/// <summary>Loads a file in a child of the tool itself: <c>mpruner probe FILE</c>.</summary>
/// <param name="command">The child's program and first arguments.</param>
/// <remarks>libtorch ends the process on some files that it cannot load; no handler in the process can prevent that.</remarks>
internal sealed class ChildProcessProbe(IReadOnlyList<string> command) : IFileProbe
{
    /// <summary>The tool's own command line, however it was started.</summary>
    public static ChildProcessProbe OfThisTool()
    {
        var process = Environment.ProcessPath;
        return Path.GetFileNameWithoutExtension(process) == "mpruner"
            ? new ChildProcessProbe([process!, "probe"])
            : new ChildProcessProbe([DotnetHost.Path, typeof(ChildProcessProbe).Assembly.Location, "probe"]);
    }

    /// <inheritdoc/>
    public bool Load(string path, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A crash is a result here; a dump of it would only cost time and disk space.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using var child = Process.Start(start) ?? throw new UnreachableException();
        List<string> output = [], error = [];
        child.OutputDataReceived += (_, line) => Collect(line, output);
        child.ErrorDataReceived += (_, line) => Collect(line, error);
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        using (cancel.Register(() => child.Kill(entireProcessTree: true)))
        {
            child.WaitForExit();
        }

        cancel.ThrowIfCancellationRequested();
        return child.ExitCode switch
        {
            (int)ExitCode.Done => true,
            (int)ExitCode.BadInput or (int)ExitCode.EngineMissing or (int)ExitCode.Usage => false,
            // The two streams have no common order; a crashing process writes to the second one.
            var code => throw Crashed(path, code, error.Count > 0 ? error : output),
        };
    }

    private static void Collect(DataReceivedEventArgs line, List<string> lines)
    {
        if (!string.IsNullOrWhiteSpace(line.Data))
        {
            lines.Add(line.Data.Trim());
        }
    }

    private static ToolException Crashed(string path, int code, List<string> lines)
    {
        if (AbortReport.Read(lines) is { } reason)
        {
            return new(reason.Code, path, reason.Message);
        }

        var end = code > 128
            ? "signal " + (code - 128).ToString(CultureInfo.InvariantCulture)
            : "exit code " + code.ToString(CultureInfo.InvariantCulture);
        return new(
            "MPR3401",
            path,
            $"The engine crashed while it loaded the model ({end}). Its last line: {lines.LastOrDefault() ?? "none"}. "
            + "Save the model again with torch.jit.save, by a PyTorch no newer than the engine and without custom operators.");
    }
}
