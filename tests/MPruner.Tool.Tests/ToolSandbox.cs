using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using MPruner.Shared.Caching;
using MPruner.Tool.Engine;
using MPruner.Tool.Running;

namespace MPruner.Tool.Tests;

/// <summary>A tool context that writes to strings, with an engine that has nothing but a name.</summary>
internal sealed class ToolSandbox : IDisposable
{
    private readonly Dictionary<string, string> variables = [];

    public ToolSandbox() => variables[CacheFolder.Variable] = Folder["cache"];

    public TemporaryFolder Folder { get; } = new();

    public StringWriter Out { get; } = new() { NewLine = "\n" };

    public StringWriter Error { get; } = new() { NewLine = "\n" };

    public CancellationTokenSource Cancel { get; } = new();

    public ToolContext Context => new()
    {
        Out = Out,
        Error = Error,
        Variable = name => variables.GetValueOrDefault(name),
        StartEngine = () => new NamedEngine(),
        StartOnnxEngine = () => throw new InvalidOperationException("No test of this project runs an ONNX model in process."),
        Trainer = new NoTrainer(),
        Probe = new NoProbe(),
        Cancel = Cancel.Token,
    };

    public void Set(string variable, string value) => variables[variable] = value;

    public void Dispose()
    {
        Folder.Dispose();
        Out.Dispose();
        Error.Dispose();
        Cancel.Dispose();
    }

    private sealed class NamedEngine : IModelEngine
    {
        public string Identity => "test engine 1";

        public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options) =>
            throw new InvalidOperationException("No test of this project runs a model in process.");
    }

    private sealed class NoTrainer : IModelTrainer
    {
        public TrainingOutcome Train(TrainingTask task, IProgressSink progress, CancellationToken cancel) =>
            throw new InvalidOperationException("No test of this project trains a model in process.");

        public ImmutableArray<NamedArray> MeasureSensitivities(SensitivityTask task, IProgressSink progress, CancellationToken cancel) =>
            throw new InvalidOperationException("No test of this project trains a model in process.");

        public ImmutableArray<NamedArray> ReestimateStatistics(StatisticsTask task, IProgressSink progress, CancellationToken cancel) =>
            throw new InvalidOperationException("No test of this project trains a model in process.");
    }

    private sealed class NoProbe : IFileProbe
    {
        public bool Load(string path, CancellationToken cancel) =>
            throw new InvalidOperationException("No test of this project loads a model in process.");
    }
}
