using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace MPruner.Tool.Data;

/// <summary>One entry of an <c>.npz</c>.</summary>
/// <param name="Name">The name in the directory.</param>
/// <param name="Deflated">Compressed; else stored as it is.</param>
/// <param name="Crc">The recorded CRC-32 of the content.</param>
/// <param name="Length">The content's recorded size.</param>
/// <param name="Raw">The bytes in the file.</param>
internal sealed record NpzEntry(string Name, bool Deflated, uint Crc, long Length, FileBytes Raw);

/// <summary>The directory of a zip file, read without reading the entries: tells where each one's bytes start.</summary>
/// <remarks>PKWARE APPNOTE 6.3; the platform's own reader hides offsets, and reading in place needs them.</remarks>
internal static class NpzDirectory
{
    private const int EndLength = 22;
    private const int MaximumDirectory = 16 << 20;

    /// <summary>Lists the entries in the directory's order.</summary>
    /// <exception cref="ToolException"><c>MPR3103</c>: not a zip, damaged, or with a feature that numpy never writes.</exception>
    public static ImmutableArray<NpzEntry> Read(string file, FileBytes whole)
    {
        var (count, offset, length) = FindDirectory(file, whole);
        if (length > MaximumDirectory || offset < 0 || offset > whole.Length - length)
        {
            throw DataFault.Damaged(file, "the zip directory is outside of the file.");
        }

        var directory = new byte[length];
        whole.Read(offset, directory);
        var entries = ImmutableArray.CreateBuilder<NpzEntry>();
        ReadOnlySpan<byte> rest = directory;
        for (long i = 0; i < count; i++)
        {
            entries.Add(ReadEntry(file, whole, offset, ref rest));
        }

        return entries.ToImmutable();
    }

    private static (long Count, long Offset, long Length) FindDirectory(string file, FileBytes whole)
    {
        var tail = new byte[Math.Min(whole.Length, EndLength + ushort.MaxValue)];
        whole.Read(whole.Length - tail.Length, tail);
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || at + EndLength > tail.Length)
        {
            throw DataFault.Damaged(file, "it is no zip file, or its end is cut off.");
        }

        var end = tail.AsSpan(at);
        long count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (count != ushort.MaxValue && length != uint.MaxValue && offset != uint.MaxValue)
        {
            return (count, offset, length);
        }

        Span<byte> locator = stackalloc byte[20];
        whole.Read(whole.Length - tail.Length + at - locator.Length, locator);
        Span<byte> record = stackalloc byte[56];
        if (!locator.StartsWith("PK\x06\x07"u8))
        {
            throw DataFault.Damaged(file, "the zip64 locator is missing.");
        }

        whole.Read(BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), record);
        if (!record.StartsWith("PK\x06\x06"u8))
        {
            throw DataFault.Damaged(file, "the zip64 end record is missing.");
        }

        return (
            BinaryPrimitives.ReadInt64LittleEndian(record[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[40..]));
    }

    private static NpzEntry ReadEntry(string file, FileBytes whole, long directoryOffset, ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 46 || !rest.StartsWith("PK\x01\x02"u8))
        {
            throw DataFault.Damaged(file, "the zip directory ends early.");
        }

        var flags = BinaryPrimitives.ReadUInt16LittleEndian(rest[8..]);
        var method = BinaryPrimitives.ReadUInt16LittleEndian(rest[10..]);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(rest[16..]);
        long compressed = BinaryPrimitives.ReadUInt32LittleEndian(rest[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(rest[24..]);
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
        var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]);
        var commentLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(rest[42..]);
        if (rest.Length < 46 + nameLength + extraLength + commentLength)
        {
            throw DataFault.Damaged(file, "the zip directory ends early.");
        }

        var name = Encoding.UTF8.GetString(rest.Slice(46, nameLength));
        (length, compressed, offset) = ReadZip64(file, rest.Slice(46 + nameLength, extraLength), (length, compressed, offset));
        rest = rest[(46 + nameLength + extraLength + commentLength)..];
        if ((flags & 1) != 0 || method is not (0 or 8))
        {
            var kind = (flags & 1) != 0 ? "encrypted" : $"compressed by method {method}";
            throw DataFault.Damaged(file, $"entry '{name}' is {kind}; expected stored or deflated.");
        }

        if (method == 0 && compressed != length)
        {
            throw DataFault.Damaged(file, $"entry '{name}' is stored, but has two sizes, {compressed} and {length}.");
        }

        Span<byte> local = stackalloc byte[30];
        whole.Read(offset, local);
        if (!local.StartsWith("PK\x03\x04"u8))
        {
            throw DataFault.Damaged(file, $"entry '{name}' does not start where the directory says, at byte {offset}.");
        }

        var localName = BinaryPrimitives.ReadUInt16LittleEndian(local[26..]);
        var localExtra = BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        var start = offset + local.Length + localName + localExtra;
        return compressed >= 0 && length >= 0 && start <= directoryOffset - compressed
            ? new NpzEntry(name, method == 8, crc, length, whole.Slice(start, compressed))
            : throw DataFault.Damaged(file, $"entry '{name}' reaches into the zip directory.");
    }

    /// <summary>The sizes and the offset, each taken from the zip64 field where the directory has no room for it.</summary>
    private static (long Length, long Compressed, long Offset) ReadZip64(
        string file, ReadOnlySpan<byte> extra, (long Length, long Compressed, long Offset) stated)
    {
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            var size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (extra.Length < 4 + size)
            {
                break;
            }

            if (id == 1)
            {
                var values = extra.Slice(4, size);
                return (
                    Next(file, stated.Length, ref values),
                    Next(file, stated.Compressed, ref values),
                    Next(file, stated.Offset, ref values));
            }

            extra = extra[(4 + size)..];
        }

        return stated;
    }

    private static long Next(string file, long value, ref ReadOnlySpan<byte> values)
    {
        if (value != uint.MaxValue)
        {
            return value;
        }

        if (values.Length < 8)
        {
            throw DataFault.Damaged(file, "a zip64 field ends early.");
        }

        value = BinaryPrimitives.ReadInt64LittleEndian(values);
        values = values[8..];
        return value;
    }
}
