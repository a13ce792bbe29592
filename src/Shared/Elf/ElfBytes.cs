namespace MPruner.Elf;

/// <summary>A range of bytes of an ELF file; numbers are little-endian.</summary>
internal readonly struct ElfBytes(byte[] bytes)
{
    public byte Byte(int at) => bytes[at];

    public ushort UInt16(int at) => (ushort)(bytes[at] | (bytes[at + 1] << 8));

    public uint UInt32(int at) => UInt16(at) | ((uint)UInt16(at + 2) << 16);

    public ulong UInt64(int at) => UInt32(at) | ((ulong)UInt32(at + 4) << 32);
}
