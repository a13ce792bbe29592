using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace MPruner.TorchScript.Archive;

/// <summary>One record of the central directory.</summary>
internal sealed record DirectoryRecord(
    ReadOnlyMemory<byte> Raw, string Name, ushort Method, uint Sum, long PackedSize, long Size, long Offset);

/// <summary>The central directory and the end records of a file.</summary>
internal sealed record ZipDirectory(
    ImmutableArray<DirectoryRecord> Records, long Start, ReadOnlyMemory<byte> Zip64End, ReadOnlyMemory<byte> End)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    public static ZipDirectory Read(ReadOnlyMemory<byte> file)
    {
        RefuseOtherFormats(file.Span);
        var endStart = FindEnd(file.Span);
        var end = file[endStart..];
        var fields = end.Span;
        if (U16(fields, 4) != 0 || U16(fields, 6) != 0)
        {
            throw SeveralDisks(endStart);
        }

        long count = U16(fields, 10), size = U32(fields, 12), start = U32(fields, 16);
        var zip64 = ReadZip64End(file, endStart);
        if (!zip64.IsEmpty)
        {
            if (U32(zip64.Span, 16) != 0 || U32(zip64.Span, 20) != 0)
            {
                throw SeveralDisks(endStart);
            }

            (count, size, start) = (I64(zip64.Span, 32), I64(zip64.Span, 40), I64(zip64.Span, 48));
        }

        var limit = endStart - zip64.Length;
        if (start < 0 || size < 0 || start > limit || size != limit - start)
        {
            var finding = $"The directory claims {size} bytes from offset {start}, expected it to end at {limit}.";
            throw ZipFault.Truncated(endStart, finding);
        }

        // Checked before the array is allocated: a record has at least 46 bytes.
        var most = size / ZipFormat.CentralSize;
        if (count < 0 || count > most)
        {
            throw ZipFault.Truncated(endStart, $"The directory of {size} bytes claims {count} entries, expected at most {most}.");
        }

        return new ZipDirectory(ReadRecords(file, start, limit, (int)count), start, zip64, end);
    }

    internal static ushort U16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    internal static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    internal static long I64(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt64LittleEndian(bytes[offset..]);

    private static TorchScriptException SeveralDisks(int endStart) =>
        ZipFault.Unsupported(new("", endStart), "The archive is split over several disks, expected a single file.");

    private static void RefuseOtherFormats(ReadOnlySpan<byte> file)
    {
        if (file.Length >= 4 && U32(file, 0) == ZipFormat.LocalSignature)
        {
            return;
        }

        // Protocol 2 and LONG1 of ten bytes: the magic number of torch.save before 1.6.
        if (file.StartsWith((ReadOnlySpan<byte>)[0x80, 0x02, 0x8A, 0x0A]))
        {
            throw ZipFault.Legacy("a pickle written by torch.save in its legacy format");
        }

        if (file.Length >= 262 && file.Slice(257, 5).SequenceEqual("ustar"u8))
        {
            throw ZipFault.Legacy("a tar archive, as written by torch.save before 0.1.10");
        }

        throw ZipFault.NotAZip(file.IsEmpty ? "an empty file" : $"the bytes {Convert.ToHexString(file[..Math.Min(4, file.Length)])}");
    }

    private static int FindEnd(ReadOnlySpan<byte> file)
    {
        var first = Math.Max(0, file.Length - ZipFormat.EndSize - ushort.MaxValue);
        for (var at = file.Length - ZipFormat.EndSize; at >= first; at--)
        {
            if (U32(file, at) == ZipFormat.EndSignature && at + ZipFormat.EndSize + U16(file, at + 20) == file.Length)
            {
                return at;
            }
        }

        throw ZipFault.Truncated(file.Length, "The file has no zip end record, expected it in the last 22 bytes.");
    }

    /// <returns>The zip64 end record and its locator, which PyTorch always writes; empty if there is none.</returns>
    private static ReadOnlyMemory<byte> ReadZip64End(ReadOnlyMemory<byte> file, int endStart)
    {
        var at = endStart - ZipFormat.Zip64LocatorSize - ZipFormat.Zip64EndSize;
        if (at < 0 || U32(file.Span, endStart - ZipFormat.Zip64LocatorSize) != ZipFormat.Zip64LocatorSignature)
        {
            return default;
        }

        if (U32(file.Span, at) != ZipFormat.Zip64EndSignature || I64(file.Span, endStart - 12) != at)
        {
            throw ZipFault.Truncated(at, "The zip64 locator does not point to a zip64 end record, expected one directly before it.");
        }

        return file[at..endStart];
    }

    private static ImmutableArray<DirectoryRecord> ReadRecords(ReadOnlyMemory<byte> file, long start, long limit, int count)
    {
        var records = ImmutableArray.CreateBuilder<DirectoryRecord>(count);
        var at = (int)start;
        for (var i = 0; i < count; i++)
        {
            var left = file.Span[at..(int)limit];
            if (left.Length < ZipFormat.CentralSize || U32(left, 0) != ZipFormat.CentralSignature)
            {
                throw ZipFault.Truncated(at, $"Entry {i + 1} of {count} of the directory does not start here, expected 'PK' 01 02.");
            }

            var length = ZipFormat.CentralSize + U16(left, 28) + U16(left, 30) + U16(left, 32);
            if (length > left.Length)
            {
                var finding = $"Entry {i + 1} of {count} of the directory has {length} bytes, expected at most {left.Length}.";
                throw ZipFault.Truncated(at, finding);
            }

            records.Add(ReadRecord(file.Slice(at, length), at));
            at += length;
        }

        return at == limit
            ? records.MoveToImmutable()
            : throw ZipFault.Truncated(at, $"The directory has {limit - at} more bytes after its last entry, expected none.");
    }

    private static DirectoryRecord ReadRecord(ReadOnlyMemory<byte> raw, int at)
    {
        var fields = raw.Span;
        string name;
        try
        {
            name = StrictUtf8.GetString(fields.Slice(ZipFormat.CentralSize, U16(fields, 28)));
        }
        catch (DecoderFallbackException)
        {
            throw ZipFault.Truncated(at, "The name of an entry is not valid UTF-8, expected UTF-8.");
        }

        if ((U16(fields, 8) & ZipFormat.Encrypted) != 0)
        {
            throw ZipFault.Unsupported(new(name), "The entry is encrypted, expected plain data.");
        }

        var method = U16(fields, 10);
        if (method is not (ZipFormat.Stored or ZipFormat.Deflated))
        {
            throw ZipFault.Unsupported(new(name), $"The entry has the compression method {method}, expected 0 (stored) or 8 (deflated).");
        }

        long size = U32(fields, 24), packed = U32(fields, 20), offset = U32(fields, ZipFormat.CentralOffset);
        ReadZip64Sizes(fields.Slice(ZipFormat.CentralSize + U16(fields, 28), U16(fields, 30)), ref size, ref packed, ref offset);
        return new DirectoryRecord(raw, name, method, U32(fields, 16), packed, size, offset);
    }

    /// <summary>A field of all ones is replaced by a field of the zip64 extra field, in this order.</summary>
    private static void ReadZip64Sizes(ReadOnlySpan<byte> extra, ref long size, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            var length = Math.Min(U16(extra, 2), extra.Length - 4);
            var data = extra.Slice(4, length);
            if (U16(extra, 0) == ZipFormat.Zip64Extra)
            {
                Take(ref data, ref size);
                Take(ref data, ref packed);
                Take(ref data, ref offset);
                return;
            }

            extra = extra[(4 + length)..];
        }

        static void Take(ref ReadOnlySpan<byte> data, ref long field)
        {
            if (field == uint.MaxValue && data.Length >= 8)
            {
                field = I64(data, 0);
                data = data[8..];
            }
        }
    }
}
