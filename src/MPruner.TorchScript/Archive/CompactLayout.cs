using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace MPruner.TorchScript.Archive;

/// <summary>
/// Lays out an archive in as few bytes as possible: without padding, descriptors and zip64 records, and with contents compressed where that
/// is smaller. libtorch reads the content of any entry through the directory, so it loads such a file like any other.
/// </summary>
internal static class CompactLayout
{
    /// <summary>Contents are compressed only if at least one of this many bytes is saved, since inflating takes time.</summary>
    private const int SavedShare = 64;

    /// <summary>APPNOTE.TXT 4.4.3: deflate needs version 2.0.</summary>
    private const byte Version = 20;

    /// <summary>1 January 1980: the directory's earliest date, since a date of zero is invalid.</summary>
    private const ushort Date = 0x21;

    public static byte[] Write(string root, IEnumerable<ArchiveEntry> entries)
    {
        using var file = new MemoryStream();
        using var directory = new MemoryStream();
        var count = 0;
        foreach (var entry in entries.OrderBy(e => e.Position))
        {
            var name = Encoding.UTF8.GetBytes($"{root}/{entry.Name}");
            var (method, packed) = Packed(entry.Data);
            var fields = Fields(entry.Data, packed, method, name);
            WriteRecord(directory, fields, name, checked((uint)file.Length));
            WriteHeader(file, fields, name);
            file.Write(packed.Span);
            count++;
        }

        var start = checked((uint)file.Length);
        directory.WriteTo(file);
        WriteEnd(file, checked((ushort)count), (uint)directory.Length, start);
        return file.ToArray();
    }

    private static (ushort Method, ReadOnlyMemory<byte> Packed) Packed(ReadOnlyMemory<byte> data)
    {
        var smallest = new[] { ZLibCompressionStrategy.Default, ZLibCompressionStrategy.HuffmanOnly }
            .Select(strategy => Deflated(data, strategy))
            .MinBy(packed => packed.Length)!;
        return smallest.Length < data.Length - (data.Length / SavedShare)
            ? (ZipFormat.Deflated, smallest)
            : (ZipFormat.Stored, data);
    }

    private static byte[] Deflated(ReadOnlyMemory<byte> data, ZLibCompressionStrategy strategy)
    {
        using var packed = new MemoryStream();
        var options = new ZLibCompressionOptions { CompressionLevel = 9, CompressionStrategy = strategy };
        using (var deflater = new DeflateStream(packed, options, leaveOpen: true))
        {
            deflater.Write(data.Span);
        }

        return packed.ToArray();
    }

    /// <summary>The fields from the needed version to the length of the extra field, which headers and records have in common.</summary>
    private static byte[] Fields(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> packed, ushort method, byte[] name)
    {
        var fields = new byte[ZipFormat.LocalSize - 4];
        BinaryPrimitives.WriteUInt16LittleEndian(fields, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(fields.AsSpan(2), ZipFormat.Utf8Name);
        BinaryPrimitives.WriteUInt16LittleEndian(fields.AsSpan(4), method);
        BinaryPrimitives.WriteUInt16LittleEndian(fields.AsSpan(8), Date);
        BinaryPrimitives.WriteUInt32LittleEndian(fields.AsSpan(10), Crc32.HashToUInt32(data.Span));
        BinaryPrimitives.WriteUInt32LittleEndian(fields.AsSpan(14), (uint)packed.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(fields.AsSpan(18), (uint)data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(fields.AsSpan(22), checked((ushort)name.Length));
        return fields;
    }

    private static void WriteHeader(MemoryStream file, byte[] fields, byte[] name)
    {
        Write32(file, ZipFormat.LocalSignature);
        file.Write(fields);
        file.Write(name);
    }

    private static void WriteRecord(MemoryStream directory, byte[] fields, byte[] name, uint offset)
    {
        Write32(directory, ZipFormat.CentralSignature);
        directory.Write([Version, 0]);
        directory.Write(fields);
        directory.Write(new byte[ZipFormat.CentralOffset - 4 - 2 - fields.Length]);
        Write32(directory, offset);
        directory.Write(name);
    }

    private static void WriteEnd(MemoryStream file, ushort count, uint size, uint start)
    {
        var end = new byte[ZipFormat.EndSize];
        BinaryPrimitives.WriteUInt32LittleEndian(end, ZipFormat.EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), count);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), count);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), size);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), start);
        file.Write(end);
    }

    private static void Write32(MemoryStream stream, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
