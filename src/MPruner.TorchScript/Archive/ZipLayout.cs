using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using static MPruner.TorchScript.Archive.ZipDirectory;

namespace MPruner.TorchScript.Archive;

/// <summary>Lays out an archive like PyTorch: contents at multiples of 64, a zip64 end record, everything else as it was read.</summary>
/// <param name="directory">The directory that was read, for the end records.</param>
/// <param name="realign">
/// Whether the padding of every header is computed again, which a changed archive needs. Otherwise headers are copied as they were read.
/// </param>
internal sealed class ZipLayout(ZipDirectory directory, bool realign)
{
    private readonly List<ReadOnlyMemory<byte>> _spans = [];
    private long _length;

    /// <summary>The spans of the file in order; contents are not copied.</summary>
    /// <param name="root">The root folder's name.</param>
    /// <param name="entries">The entries in the directory's order. They are written in the order of the file that was read.</param>
    /// <param name="directory">The directory that was read, for the end records.</param>
    /// <param name="realign">Whether the padding of every header is computed again.</param>
    public static (IReadOnlyList<ReadOnlyMemory<byte>> Spans, long Length) Of(
        string root, IReadOnlyList<ArchiveEntry> entries, ZipDirectory directory, bool realign)
    {
        var layout = new ZipLayout(directory, realign);
        var records = new ReadOnlyMemory<byte>[entries.Count];
        foreach (var i in Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].Position))
        {
            records[i] = layout.Place(root, entries[i]);
        }

        var start = layout._length;
        foreach (var record in records)
        {
            layout.Add(record);
        }

        layout.AddEnd(entries.Count, start);
        return (layout._spans, layout._length);
    }

    private void Add(ReadOnlyMemory<byte> span)
    {
        _spans.Add(span);
        _length += span.Length;
    }

    /// <returns>The entry's record in the directory.</returns>
    private ReadOnlyMemory<byte> Place(string root, ArchiveEntry entry)
    {
        var offset = _length;
        if (entry.Raw is { } raw)
        {
            Add(realign ? Realigned(raw.Header.Span, offset) : raw.Header);
            Add(raw.Packed);
            Add(raw.Trailer);
            return offset == raw.Record.Offset ? raw.Record.Raw : Moved(raw.Record, offset);
        }

        var name = Encoding.UTF8.GetBytes($"{root}/{entry.Name}");
        var sum = Crc32.HashToUInt32(entry.Data.Span);
        Add(Realigned(NewHeader(name), offset));
        Add(entry.Data);
        Add(NewDescriptor(sum, entry.Data.Length));
        return NewRecord(name, sum, entry.Data.Length, offset);
    }

    /// <summary>The local header for another offset: other extra fields first, then the padding.</summary>
    private static byte[] Realigned(ReadOnlySpan<byte> header, long offset)
    {
        var fixedPart = header[..(ZipFormat.LocalSize + U16(header, ZipFormat.LocalNameLength))];
        var extra = new List<byte>();
        for (var left = header[fixedPart.Length..]; left.Length >= 4;)
        {
            var length = Math.Min(4 + U16(left, 2), left.Length);
            if (U16(left, 0) != ZipFormat.PaddingExtra)
            {
                extra.AddRange(left[..length]);
            }

            left = left[length..];
        }

        var start = offset + fixedPart.Length + extra.Count + 4;
        var padding = (int)(-start & (ZipFormat.Alignment - 1));
        var result = new byte[fixedPart.Length + extra.Count + 4 + padding];
        fixedPart.CopyTo(result);
        extra.CopyTo(result, fixedPart.Length);
        var field = result.AsSpan(fixedPart.Length + extra.Count);
        Put16(field, 0, ZipFormat.PaddingExtra);
        Put16(field, 2, (ushort)padding);
        field[4..].Fill(ZipFormat.PaddingByte);
        Put16(result, ZipFormat.LocalExtraLength, (ushort)(extra.Count + 4 + padding));
        return result;
    }

    private static byte[] NewHeader(byte[] name)
    {
        var header = new byte[ZipFormat.LocalSize + name.Length];
        Put32(header, 0, ZipFormat.LocalSignature);
        Put16(header, 6, ZipFormat.Flags);
        Put16(header, ZipFormat.LocalNameLength, (ushort)name.Length);
        name.CopyTo(header, ZipFormat.LocalSize);
        return header;
    }

    private static byte[] NewDescriptor(uint sum, int size)
    {
        var descriptor = new byte[ZipFormat.DescriptorSize];
        Put32(descriptor, 0, ZipFormat.DescriptorSignature);
        Put32(descriptor, 4, sum);
        Put32(descriptor, 8, (uint)size);
        Put32(descriptor, 12, (uint)size);
        return descriptor;
    }

    private static byte[] NewRecord(byte[] name, uint sum, int size, long offset)
    {
        var record = new byte[ZipFormat.CentralSize + name.Length];
        Put32(record, 0, ZipFormat.CentralSignature);
        Put16(record, 8, ZipFormat.Flags);
        Put32(record, 16, sum);
        Put32(record, 20, (uint)size);
        Put32(record, 24, (uint)size);
        Put16(record, 28, (ushort)name.Length);
        Put32(record, ZipFormat.CentralOffset, checked((uint)offset));
        name.CopyTo(record, ZipFormat.CentralSize);
        return record;
    }

    private static byte[] Moved(DirectoryRecord record, long offset)
    {
        var raw = record.Raw.ToArray();
        if (U32(raw, ZipFormat.CentralOffset) == uint.MaxValue)
        {
            // The offset is in a zip64 extra field, which files below 2 GB do not need: write the plain fields.
            var name = raw.AsSpan(ZipFormat.CentralSize, U16(raw, 28));
            raw = [.. raw.AsSpan(0, ZipFormat.CentralSize), .. name];
            Put16(raw, 30, 0);
            Put16(raw, 32, 0);
            Put32(raw, 20, (uint)record.PackedSize);
            Put32(raw, 24, (uint)record.Size);
        }

        Put32(raw, ZipFormat.CentralOffset, checked((uint)offset));
        return raw;
    }

    private void AddEnd(int count, long start)
    {
        var size = _length - start;
        if (realign || !directory.Zip64End.IsEmpty)
        {
            Add(Zip64End(count, size, start));
        }

        var end = directory.End.ToArray();
        Put16(end, 8, (ushort)Math.Min(count, ushort.MaxValue));
        Put16(end, 10, (ushort)Math.Min(count, ushort.MaxValue));
        Put32(end, 12, (uint)Math.Min(size, uint.MaxValue));
        Put32(end, 16, (uint)Math.Min(start, uint.MaxValue));
        Add(end);
    }

    private byte[] Zip64End(int count, long size, long start)
    {
        var record = directory.Zip64End.ToArray();
        if (record.Length == 0)
        {
            record = new byte[ZipFormat.Zip64EndSize + ZipFormat.Zip64LocatorSize];
            Put32(record, 0, ZipFormat.Zip64EndSignature);
            Put64(record, 4, ZipFormat.Zip64EndSize - 12);
            Put16(record, 12, 0x031E);
            Put16(record, 14, 45);
            Put32(record, ZipFormat.Zip64EndSize, ZipFormat.Zip64LocatorSignature);
            Put32(record, ZipFormat.Zip64EndSize + 16, 1);
        }

        Put64(record, 24, count);
        Put64(record, 32, count);
        Put64(record, 40, size);
        Put64(record, 48, start);
        Put64(record, ZipFormat.Zip64EndSize + 8, _length);
        return record;
    }

    private static void Put16(Span<byte> bytes, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[offset..], value);

    private static void Put32(Span<byte> bytes, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    private static void Put64(Span<byte> bytes, int offset, long value) =>
        BinaryPrimitives.WriteInt64LittleEndian(bytes[offset..], value);
}
