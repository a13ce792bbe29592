namespace MPruner.Tool.Reporting;

/// <summary>Measures how long the current stage has taken, and estimates how long it still takes.</summary>
/// <param name="clock">Measures time.</param>
internal sealed class StageClock(TimeProvider clock)
{
    private long start = clock.GetTimestamp();
    private int doneAtStart;

    /// <summary>The current stage; null before the first one.</summary>
    public string? Stage { get; private set; }

    /// <summary>How long the current stage has taken.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(start);

    /// <summary>Takes note of a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="done">How much of it is done: training goes on where it was interrupted to check an epoch.</param>
    /// <returns>Whether it is another than before.</returns>
    public bool Enter(string stage, int done)
    {
        if (stage == Stage)
        {
            return false;
        }

        (Stage, start, doneAtStart) = (stage, clock.GetTimestamp(), done);
        return true;
    }

    /// <summary>
    /// The time that the rest takes if it is as fast as what was done since the stage was entered; null where that says nothing yet.
    /// </summary>
    public TimeSpan? Left(int done, int total) => done > doneAtStart && total > done && Elapsed >= TimeSpan.FromSeconds(1)
        ? Elapsed * ((double)(total - done) / (done - doneAtStart))
        : null;
}
