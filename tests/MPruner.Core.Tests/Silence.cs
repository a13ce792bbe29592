using MPruner.Core.Ports;

namespace MPruner.Core.Tests;

/// <summary>Shows no progress and no warnings.</summary>
internal sealed class Silence : IProgressSink
{
    public void Report(string stage, int done, int total)
    {
    }

    public void Warn(Diagnostic diagnostic)
    {
    }
}
