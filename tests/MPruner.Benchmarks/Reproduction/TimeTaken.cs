using System.Globalization;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Measures the elapsed time and the processor time of one piece of work.</summary>
/// <remarks>Other work on the machine affects the processor time less.</remarks>
internal sealed class TimeTaken
{
    private readonly long start = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan processor = Environment.CpuUsage.TotalTime;

    private TimeTaken()
    {
    }

    /// <summary>Starts.</summary>
    public static TimeTaken Start() => new();

    /// <summary>Elapsed and processor seconds so far: <c>31 (12)</c>.</summary>
    public override string ToString()
    {
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        var busy = Environment.CpuUsage.TotalTime - processor;
        return string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0} ({busy.TotalSeconds:0})");
    }
}
