namespace MPruner.Shared.Requests;

/// <summary>The range of the option <see cref="RequestOption.Threads"/>.</summary>
internal static class ThreadCount
{
    /// <summary>The fewest threads.</summary>
    public const int Min = 1;

    /// <summary>The most threads: more than large machines have cores, and few enough that any machine can start them.</summary>
    public const int Max = 1024;
}
