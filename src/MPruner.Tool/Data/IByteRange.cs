namespace MPruner.Tool.Data;

/// <summary>The payload of one array, in memory or in a file.</summary>
internal interface IByteRange
{
    /// <summary>The number of bytes.</summary>
    long Length { get; }

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="EndOfStreamException">The range ends before the destination is full.</exception>
    void Read(long offset, Span<byte> destination);
}
