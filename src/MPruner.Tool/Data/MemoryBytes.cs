namespace MPruner.Tool.Data;

/// <summary>A small payload that had to be inflated or reordered, held in memory.</summary>
internal sealed class MemoryBytes(byte[] bytes) : IByteRange
{
    /// <inheritdoc/>
    public long Length => bytes.Length;

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset + destination.Length > bytes.Length)
        {
            throw new EndOfStreamException();
        }

        bytes.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }
}
