using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.ScriptModels.Ports;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>The engine refuses the programs that look at a seam, deep inside a run.</summary>
public sealed class RaisingAWarning
{
    [Fact]
    public void ReachesTheResultOnce()
    {
        var options = new PruningOptions { Threshold = 0, MaxDrop = 1e9, Threads = 1 };

        var result = Pruned.Of("residual_cnn.scripted.pt", options, new EngineWithoutSeams());

        var warnings = result.Warnings.Where(warning => warning.Code == "MPR2304").ToList();
        Assert.NotEmpty(warnings);
        Assert.Equal(warnings.Distinct(), warnings);
    }

    private sealed class EngineWithoutSeams : IModelEngine
    {
        private readonly TorchEngine engine = new();

        public string Identity => engine.Identity;

        public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options) =>
            archive.Span.IndexOf("__torch__.mpruner.Fit"u8) < 0
                ? engine.Load(archive, options)
                : throw new EngineRefusedException(EngineStep.Load, "MPR3003", "libtorch cannot load the file.");
    }
}
