namespace MPruner.Core.Width;

/// <summary>A loop over rows that do not depend on one another, shared among threads where that is worth it.</summary>
internal static class RowLoop
{
    /// <summary>The number of rows that a thread takes at a time; one that is done takes the next few.</summary>
    private const int RowsATime = 64;

    /// <summary>Starting threads takes longer than fewer multiplications than these.</summary>
    private const long FewestForThreads = 1 << 21;

    /// <summary>Does the work of all rows. No result depends on the number of threads.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="work">The number of multiplications of one row.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="part">The work of the rows from one on and before another.</param>
    public static void Run(int rows, int work, int threads, Action<int, int> part)
    {
        if (threads == 1 || (long)rows * work < FewestForThreads)
        {
            part(0, rows);
            return;
        }

        Parallel.For(0, (rows + RowsATime - 1) / RowsATime, new() { MaxDegreeOfParallelism = threads }, i =>
            part(i * RowsATime, Math.Min((i + 1) * RowsATime, rows)));
    }
}
