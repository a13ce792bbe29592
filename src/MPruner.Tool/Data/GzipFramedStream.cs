using System.Buffers.Binary;

namespace MPruner.Tool.Data;

/// <summary>A zip entry's deflated bytes in the frame of a gzip file, so that the platform's inflater checks sum and size.</summary>
/// <remarks>RFC 1952: a fixed header, the deflated bytes, CRC-32, size modulo 2³².</remarks>
internal sealed class GzipFramedStream(NpzEntry entry) : Stream
{
    private static readonly byte[] Header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
    private readonly byte[] trailer = Trailer(entry);
    private long position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => Header.Length + entry.Raw.Length + trailer.Length;

    /// <inheritdoc/>
    public override long Position { get => position; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var body = position - Header.Length;
        var end = body - entry.Raw.Length;
        int count;
        if (body < 0)
        {
            count = Copy(Header.AsSpan((int)position), buffer);
        }
        else if (end < 0)
        {
            count = (int)Math.Min(buffer.Length, -end);
            entry.Raw.Read(body, buffer[..count]);
        }
        else
        {
            count = Copy(trailer.AsSpan((int)end), buffer);
        }

        position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> buffer)
    {
        var count = Math.Min(source.Length, buffer.Length);
        source[..count].CopyTo(buffer);
        return count;
    }

    private static byte[] Trailer(NpzEntry entry)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, entry.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), unchecked((uint)entry.Length));
        return bytes;
    }
}
