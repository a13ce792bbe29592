using MPruner.Core.Ports;

namespace MPruner.Tool.Reporting;

/// <summary>Progress for a log: nothing in the first second, then a line every few seconds.</summary>
internal sealed class LineProgress(TextWriter error, TimeProvider clock) : IProgressSink
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly long start = clock.GetTimestamp();
    private TimeSpan next = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public void Report(string stage, int done, int total)
    {
        var elapsed = clock.GetElapsedTime(start);
        if (elapsed >= next)
        {
            error.WriteLine($"{stage}: {done} of {total}");
            next = elapsed + Interval;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The result carries it too, and is printed right after.</remarks>
    public void Warn(Diagnostic diagnostic)
    {
    }
}
