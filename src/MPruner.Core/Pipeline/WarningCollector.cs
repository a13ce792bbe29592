using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Pipeline;

/// <summary>Keeps the warnings of a run for its result, wherever they are raised, each of them once.</summary>
/// <param name="progress">Receives progress, and each warning as it occurs.</param>
internal sealed class WarningCollector(IProgressSink progress) : IProgressSink
{
    private readonly List<Diagnostic> warnings = [];

    /// <summary>The warnings so far, in order.</summary>
    public ImmutableArray<Diagnostic> Warnings => [.. warnings];

    /// <inheritdoc/>
    public void Report(string stage, int done, int total) => progress.Report(stage, done, total);

    /// <inheritdoc/>
    public void Warn(Diagnostic diagnostic)
    {
        if (!warnings.Contains(diagnostic))
        {
            warnings.Add(diagnostic);
            progress.Warn(diagnostic);
        }
    }

    /// <summary>Raises what is not null, in order.</summary>
    public void Warn(IEnumerable<Diagnostic?> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic is not null)
            {
                Warn(diagnostic);
            }
        }
    }
}
