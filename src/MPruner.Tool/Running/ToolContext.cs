using MPruner.Core.Ports;
using MPruner.Onnx.Ports;
using MPruner.ScriptModels.Ports;
using MPruner.Tool.Engine;
using MPruner.Tool.Options;
using MPruner.Tool.Reporting;

namespace MPruner.Tool.Running;

/// <summary>The surroundings of the commands: everything that a test may replace.</summary>
internal sealed record ToolContext
{
    /// <summary>The standard output: results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>The standard error: diagnostics and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Out"/> is a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Looks an environment variable up.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Measures time.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Starts the engine; <c>MPR3001</c> where there is none.</summary>
    public required Func<IModelEngine> StartEngine { get; init; }

    /// <summary>The native libraries that the engine has loaded, once it is started.</summary>
    public Func<IReadOnlyList<string>> EngineFiles { get; init; } = () => [];

    /// <summary>Starts the engine of ONNX models; <c>MPR3014</c> where there is none.</summary>
    public required Func<IGraphEngine> StartOnnxEngine { get; init; }

    /// <summary>The native library of ONNX Runtime, once it is started.</summary>
    public Func<IReadOnlyList<string>> OnnxEngineFiles { get; init; } = () => [];

    /// <summary>Trains models.</summary>
    public required IModelTrainer Trainer { get; init; }

    /// <summary>Loads a file in a child process first.</summary>
    public required IFileProbe Probe { get; init; }

    /// <summary>Set by Ctrl+C.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Keeps all errors and warnings of the run; null where nobody asks for them.</summary>
    public SarifLog? Log { get; init; }

    /// <summary>Writes canonical errors and warnings.</summary>
    public FindingWriter Findings => new(Error, Log);

    /// <summary>How much is written.</summary>
    public OutputLevel Level { get; init; } = new();

    /// <summary>Whether colours and moving lines are wanted: neither on a build server nor where <c>NO_COLOR</c> is set.</summary>
    private bool IsPlain => !string.IsNullOrEmpty(Variable("NO_COLOR")) || !string.IsNullOrEmpty(Variable("CI"));

    /// <summary>Whether results have colours.</summary>
    public bool HasColours => OutIsTerminal && !IsPlain;

    /// <summary>Runs work and shows its progress on <see cref="Error"/>.</summary>
    public T WithProgress<T>(Func<IProgressSink, T> work)
    {
        if (Level.Verbosity < Verbosity.Normal)
        {
            return work(new NoProgress());
        }

        if (Level.Verbosity == Verbosity.Normal && ErrorIsTerminal && !IsPlain)
        {
            return TerminalProgress.Run(Error, Clock, work);
        }

        var progress = new LineProgress(Error, Clock) { ShowsStages = Level.Verbosity == Verbosity.Detailed };
        var result = work(progress);
        progress.End();
        return result;
    }
}
