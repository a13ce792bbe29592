using MPruner.Core.Ports;

namespace MPruner.Tool.Reporting;

/// <summary>No progress at all. Warnings are in the result, and are printed with it.</summary>
internal sealed class NoProgress : IProgressSink
{
    /// <inheritdoc/>
    public void Report(string stage, int done, int total)
    {
    }

    /// <inheritdoc/>
    public void Warn(Diagnostic diagnostic)
    {
    }
}
