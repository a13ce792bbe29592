namespace MPruner.Tool.Reporting;

/// <summary>Measures how long the current stage has taken, and estimates how long it still takes.</summary>
/// <param name="clock">Measures time.</param>
internal sealed class StageClock(TimeProvider clock)
{
    private long start = clock.GetTimestamp();

    /// <summary>The current stage; null before the first one.</summary>
    public string? Stage { get; private set; }

    /// <summary>How long the current stage has taken.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(start);

    /// <summary>Takes note of a stage.</summary>
    /// <returns>Whether it is another than before.</returns>
    public bool Enter(string stage)
    {
        if (stage == Stage)
        {
            return false;
        }

        (Stage, start) = (stage, clock.GetTimestamp());
        return true;
    }

    /// <summary>The time that the rest takes if it is as fast as what is done; null where that says nothing yet.</summary>
    public TimeSpan? Left(int done, int total) =>
        done > 0 && total > done && Elapsed >= TimeSpan.FromSeconds(1) ? Elapsed * ((double)(total - done) / done) : null;
}
