using System.Collections.Immutable;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using static MPruner.TorchScript.Archive.ZipDirectory;

namespace MPruner.TorchScript.Archive;

/// <summary>Reads the entries that a directory lists: finds their spans, decompresses them and verifies their checksums.</summary>
internal static class ZipEntries
{
    /// <summary>The highest compression ratio of deflate (two bits for a match of 258 bytes).</summary>
    private const long MaximalRatio = 1032;

    /// <summary>Only code and debug records are compressed; a gigabyte of them is an attack.</summary>
    private const long MaximalUnpacked = 1L << 30;

    public static ImmutableArray<ArchiveEntry> Read(ReadOnlyMemory<byte> file, ZipDirectory directory, int rootLength)
    {
        var records = directory.Records;
        var order = Enumerable.Range(0, records.Length).OrderBy(i => records[i].Offset).ToArray();
        var entries = new ArchiveEntry[records.Length];
        var unpacked = 0L;
        if (order.Length > 0 && records[order[0]].Offset != 0)
        {
            throw ZipFault.Truncated(0, $"The first entry starts at {records[order[0]].Offset}, expected 0.");
        }

        for (var k = 0; k < order.Length; k++)
        {
            var record = records[order[k]];
            var limit = k + 1 < order.Length ? records[order[k + 1]].Offset : directory.Start;
            var raw = ReadRaw(file, record, limit);
            unpacked += record.Method == ZipFormat.Stored ? 0 : record.Size;
            if (unpacked > MaximalUnpacked)
            {
                throw ZipFault.TooLarge(record.Name, $"The compressed entries expand to more than {MaximalUnpacked} bytes, expected less.");
            }

            var data = record.Method == ZipFormat.Stored ? raw.Packed : Unpack(raw);
            var sum = Crc32.HashToUInt32(data.Span);
            if (sum != record.Sum)
            {
                throw ZipFault.WrongSum(record.Name, sum, record.Sum);
            }

            entries[order[k]] = new ArchiveEntry(record.Name[rootLength..], data) { Raw = raw, Position = record.Offset };
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(entries);
    }

    /// <param name="file">The archive.</param>
    /// <param name="record">The entry's record in the directory.</param>
    /// <param name="limit">The start of the next entry, or of the directory; entries must not overlap.</param>
    private static RawEntry ReadRaw(ReadOnlyMemory<byte> file, DirectoryRecord record, long limit)
    {
        if (record.Offset < 0 || record.Offset > limit - ZipFormat.LocalSize || limit > file.Length)
        {
            var finding = $"The entry '{record.Name}' starts at {record.Offset}, expected room for its header before {limit}.";
            throw ZipFault.Truncated(record.Offset, finding);
        }

        var at = (int)record.Offset;
        var span = file[at..(int)limit];
        var fields = span.Span;
        if (U32(fields, 0) != ZipFormat.LocalSignature)
        {
            throw ZipFault.Truncated(at, $"The header of the entry '{record.Name}' does not start here, expected 'PK' 03 04.");
        }

        var nameLength = U16(fields, ZipFormat.LocalNameLength);
        var header = ZipFormat.LocalSize + nameLength + U16(fields, ZipFormat.LocalExtraLength);
        if (record.PackedSize < 0 || record.Size < 0 || record.PackedSize > span.Length - header)
        {
            var most = Math.Max(0, span.Length - header);
            throw ZipFault.Truncated(at, $"The entry '{record.Name}' claims {record.PackedSize} bytes, expected at most {most}.");
        }

        var name = record.Raw.Span.Slice(ZipFormat.CentralSize, U16(record.Raw.Span, 28));
        if (!fields.Slice(ZipFormat.LocalSize, nameLength).SequenceEqual(name) || U16(fields, 8) != record.Method)
        {
            var finding = $"The header of the entry '{record.Name}' differs from the directory in name or compression, expected the same.";
            throw ZipFault.Truncated(at, finding);
        }

        if (record.Method == ZipFormat.Stored && record.PackedSize != record.Size)
        {
            var finding = $"The stored entry '{record.Name}' has the sizes {record.PackedSize} and {record.Size}, expected equal sizes.";
            throw ZipFault.Truncated(at, finding);
        }

        var end = header + (int)record.PackedSize;
        return new RawEntry(span[..header], span[header..end], span[end..], record);
    }

    private static byte[] Unpack(RawEntry raw)
    {
        var (name, size) = (raw.Record.Name, raw.Record.Size);
        var most = Math.Min(MaximalUnpacked, raw.Packed.Length * MaximalRatio);
        if (size > most)
        {
            throw ZipFault.TooLarge(name, $"{raw.Packed.Length} compressed bytes claim to expand to {size}, expected at most {most}.");
        }

        var data = new byte[size];
        var packed = MemoryMarshal.TryGetArray(raw.Packed, out var segment) ? segment : new ArraySegment<byte>(raw.Packed.ToArray());
        try
        {
            using var source = new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false);
            using var inflater = new DeflateStream(source, CompressionMode.Decompress);
            var read = inflater.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
            if (read < data.Length || inflater.ReadByte() >= 0)
            {
                var found = read < data.Length ? $"{read} bytes" : "more";
                throw ZipFault.BadData(name, $"The compressed bytes expand to {found}, expected {size}.");
            }
        }
        catch (InvalidDataException)
        {
            throw ZipFault.BadData(name, "The compressed bytes are not a deflate stream, expected one.");
        }

        return data;
    }
}
