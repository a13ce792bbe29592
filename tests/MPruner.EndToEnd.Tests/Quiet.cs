using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Pipeline;
using MPruner.Core.Ports;
using MPruner.ScriptModels;
using MPruner.ScriptModels.Ports;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests;

/// <summary>A progress sink that ignores everything.</summary>
internal sealed class Quiet : IProgressSink
{
    public void Report(string stage, int done, int total)
    {
    }

    public void Warn(Diagnostic diagnostic)
    {
    }

    /// <summary>The pipeline over libtorch.</summary>
    public static PruningPipeline Pipeline(IModelEngine? engine = null) => new(Format(engine), new Quiet(), TimeProvider.System);

    /// <summary>A run over libtorch.</summary>
    public static RunContext Run(PruningOptions options, IModelEngine? engine = null, IProgressSink? progress = null)
    {
        var bench = Format(engine).Bench(new(options.Threads, options.Device), new(options.TrainingThreads, options.Device));
        return new(bench, options, progress ?? new Quiet(), CancellationToken.None) { Clock = TimeProvider.System };
    }

    /// <summary>TorchScript over libtorch.</summary>
    public static ScriptModelFormat Format(IModelEngine? engine = null) => new(engine ?? new TorchEngine(), new TorchTrainer());
}
