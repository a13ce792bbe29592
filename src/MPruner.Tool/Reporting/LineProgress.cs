using System.Globalization;
using MPruner.Core.Ports;

namespace MPruner.Tool.Reporting;

/// <summary>Progress for a log: nothing in the first second, then a line every few seconds.</summary>
/// <param name="error">The standard error.</param>
/// <param name="clock">Measures time.</param>
internal sealed class LineProgress(TextWriter error, TimeProvider clock) : IProgressSink
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly long start = clock.GetTimestamp();
    private readonly StageClock stages = new(clock);
    private TimeSpan next = TimeSpan.FromSeconds(1);

    /// <summary>Whether the end of every stage is written, with the time that it took.</summary>
    public bool ShowsStages { get; init; }

    /// <inheritdoc/>
    public void Report(string stage, int done, int total)
    {
        EndStage(stage, done);
        var elapsed = clock.GetElapsedTime(start);
        if (elapsed >= next)
        {
            var left = stages.Left(done, total) is { } time ? $", {NumberText.Duration(time)} left" : "";
            error.WriteLine($"{stage}: {done} of {total}{left}");
            next = elapsed + Interval;
        }
    }

    /// <summary>Ends the last stage.</summary>
    public void End() => EndStage("", 0);

    /// <inheritdoc/>
    /// <remarks>The result carries it too, and is printed right after.</remarks>
    public void Warn(Diagnostic diagnostic)
    {
    }

    private void EndStage(string next, int done)
    {
        var (last, took) = (stages.Stage, stages.Elapsed);
        if (stages.Enter(next, done) && ShowsStages && last is not null)
        {
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{last}: {took.TotalSeconds:0.0} s"));
        }
    }
}
