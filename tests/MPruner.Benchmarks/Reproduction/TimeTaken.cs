using System.Globalization;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Times one piece of work by the clock and by the processor, which other work on the machine lengthens less.</summary>
internal sealed class TimeTaken
{
    private readonly long start = TimeProvider.System.GetTimestamp();
    private readonly TimeSpan processor = Environment.CpuUsage.TotalTime;

    private TimeTaken()
    {
    }

    /// <summary>Starts.</summary>
    public static TimeTaken Start() => new();

    /// <summary>So far: <c>31 (12)</c>.</summary>
    public override string ToString()
    {
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        var busy = Environment.CpuUsage.TotalTime - processor;
        return string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0} ({busy.TotalSeconds:0})");
    }
}
