using Microsoft.Win32.SafeHandles;

namespace MPruner.Tool.Data;

/// <summary>A span of a file, read at its offset: nothing is mapped and nothing kept, so memory does not grow with the file.</summary>
internal sealed class FileBytes(SafeFileHandle file, long start, long length) : IByteRange
{
    /// <inheritdoc/>
    public long Length => length;

    /// <inheritdoc/>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset + destination.Length > length)
        {
            throw new EndOfStreamException();
        }

        while (destination.Length > 0)
        {
            var count = RandomAccess.Read(file, destination, start + offset);
            if (count == 0)
            {
                throw new EndOfStreamException();
            }

            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>A part of this span.</summary>
    public FileBytes Slice(long offset, long count) =>
        offset >= 0 && count >= 0 && offset <= length - count
            ? new FileBytes(file, start + offset, count)
            : throw new EndOfStreamException();
}
