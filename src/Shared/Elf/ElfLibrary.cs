using System.Text;

namespace MPruner.Elf;

/// <summary>A 64-bit little-endian ELF shared library, read through its dynamic section, as the loader reads it.</summary>
/// <remarks>System V ABI, chapters 4 and 5. Every offset comes from the file and is checked before it is used.</remarks>
internal sealed class ElfLibrary
{
    private const int LongestName = 1 << 16;
    private const int Load = 1;
    private const int Dynamic = 2;
    private readonly Stream file;
    private readonly List<(ulong Address, ulong Offset, ulong Size)> segments = [];
    private readonly Dictionary<ulong, ulong> dynamic = [];

    /// <param name="file">A seekable stream; it must stay open while the library is read.</param>
    /// <exception cref="InvalidDataException">The file is no such library, or is damaged.</exception>
    public ElfLibrary(Stream file)
    {
        this.file = file;
        ElfBytes header = Read(0, 64);
        if (header.UInt32(0) != 0x464C457F || header.Byte(4) != 2 || header.Byte(5) != 1)
        {
            throw new InvalidDataException("This is not a 64-bit little-endian ELF file.");
        }

        ReadSegments(header.UInt64(32), header.UInt16(54), header.UInt16(56));
    }

    /// <summary>The value of a dynamic tag.</summary>
    /// <exception cref="InvalidDataException">The library has none.</exception>
    public ulong this[DynamicTag tag] => dynamic.TryGetValue((ulong)tag, out ulong value)
        ? value
        : throw new InvalidDataException($"The ELF file has no dynamic entry {tag}.");

    /// <summary>Whether the library has a dynamic tag.</summary>
    public bool Has(DynamicTag tag) => dynamic.ContainsKey((ulong)tag);

    /// <summary>The offset in the file of the byte at an address.</summary>
    public long OffsetOf(ulong address)
    {
        foreach ((ulong start, ulong offset, ulong size) in segments)
        {
            if (address >= start && address - start < size)
            {
                return checked((long)(offset + (address - start)));
            }
        }

        throw new InvalidDataException($"The ELF file has nothing at address 0x{address:X}.");
    }

    /// <summary>The bytes at an offset.</summary>
    public ElfBytes Read(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset > file.Length - count)
        {
            throw new InvalidDataException($"The ELF file ends at 0x{file.Length:X}; 0x{count:X} bytes were expected at 0x{offset:X}.");
        }

        byte[] bytes = new byte[count];
        file.Position = offset;
        for (int done = 0; done < count;)
        {
            int more = file.Read(bytes, done, count - done);
            done += more > 0 ? more : throw new InvalidDataException("The ELF file ends before its reported length.");
        }

        return new ElfBytes(bytes);
    }

    /// <summary>A name in the string table.</summary>
    public string Name(uint position)
    {
        if (position >= this[DynamicTag.StringSize])
        {
            throw new InvalidDataException("A name in the ELF file is outside its string table.");
        }

        file.Position = OffsetOf(this[DynamicTag.Strings] + position);
        var name = new StringBuilder();
        for (int next = file.ReadByte(); next != 0; next = file.ReadByte())
        {
            if (next < 0 || name.Length == LongestName)
            {
                throw new InvalidDataException("A name in the ELF file has no end.");
            }

            name.Append((char)next);
        }

        return name.ToString();
    }

    private void ReadSegments(ulong table, int entrySize, int count)
    {
        (ulong Offset, ulong Size) dynamicPart = default;
        for (int i = 0; i < count; i++)
        {
            ElfBytes entry = Read(checked((long)table + ((long)i * entrySize)), 56);
            (ulong offset, ulong address, ulong size) = (entry.UInt64(8), entry.UInt64(16), entry.UInt64(32));
            switch (entry.UInt32(0))
            {
                case Load:
                    segments.Add((address, offset, size));
                    break;
                case Dynamic:
                    dynamicPart = (offset, size);
                    break;
            }
        }

        for (ulong at = 0; at + 16 <= dynamicPart.Size; at += 16)
        {
            ElfBytes entry = Read(checked((long)(dynamicPart.Offset + at)), 16);
            if (entry.UInt64(0) == 0)
            {
                break;
            }

            dynamic[entry.UInt64(0)] = entry.UInt64(8);
        }
    }
}
