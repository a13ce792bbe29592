namespace MPruner.Tool.Caching.Remote;

/// <summary>Which cache other machines share with this one, and how it is used.</summary>
/// <param name="Address">What the paths of the protocol are appended to; ends with a slash and has nothing secret in it.</param>
internal sealed record RemoteSettings(Uri Address)
{
    /// <summary>Whether results are stored there, not only looked up.</summary>
    public bool Writes { get; init; }

    /// <summary>The value of the header <c>Authorization</c>; it is never printed.</summary>
    public string? Authorization { get; init; }

    /// <summary>How long a request may take.</summary>
    public RemotePatience Patience { get; init; } = RemotePatience.Default;

    /// <summary>The most bytes of a content that are read.</summary>
    public long MaxBytes { get; init; } = 2_000_000_000;
}

/// <summary>How long a request may take: so long that a build farm's network does, and a server that hangs costs no build.</summary>
/// <param name="Connect">The most time for a connection.</param>
/// <param name="Answer">The most time for an answer beside what its bytes take.</param>
/// <param name="BytesPerSecond">The slowest transfer that is waited for.</param>
internal sealed record RemotePatience(TimeSpan Connect, TimeSpan Answer, long BytesPerSecond)
{
    /// <summary>That of every command: a model of 100 MB may take two minutes.</summary>
    public static RemotePatience Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), 1_000_000);

    /// <summary>How long to wait for more after some bytes: as long as for an answer, or less after a slow transfer.</summary>
    public TimeSpan Left(long bytes, TimeSpan elapsed) =>
        TimeSpan.FromTicks(Math.Clamp((For(bytes) - elapsed).Ticks, 0, Answer.Ticks));

    /// <summary>The most time for some bytes.</summary>
    public TimeSpan For(long bytes) => Answer + TimeSpan.FromSeconds((double)bytes / BytesPerSecond);
}
