using MPruner.Core;
using MPruner.Core.Ports;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests;

/// <summary>A listener that does not listen.</summary>
internal sealed class Quiet : IProgressSink
{
    public void Report(string stage, int done, int total)
    {
    }

    public void Warn(Diagnostic diagnostic)
    {
    }

    /// <summary>The pipeline over libtorch.</summary>
    public static PruningPipeline Pipeline(IModelEngine? engine = null) => new(engine ?? new TorchEngine(), new TorchTrainer(), new Quiet(), TimeProvider.System);
}
