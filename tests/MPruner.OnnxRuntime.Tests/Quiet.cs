using MPruner.Core;
using MPruner.Core.Ports;

namespace MPruner.OnnxRuntime.Tests;

/// <summary>A progress sink that ignores everything.</summary>
internal sealed class Quiet : IProgressSink
{
    public void Report(string stage, int done, int total)
    {
    }

    public void Warn(Diagnostic diagnostic)
    {
    }
}
