namespace MPruner.Shared.Options;

/// <summary>The range of the option <c>threads</c>.</summary>
internal static class ThreadCount
{
    /// <summary>The fewest threads.</summary>
    public const int Min = 1;

    /// <summary>The most threads: more than large machines have cores, and few enough that any machine can start them.</summary>
    public const int Max = 1024;
}
