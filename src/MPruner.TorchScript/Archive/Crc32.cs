using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace MPruner.TorchScript.Archive;

/// <summary>The checksum of zip entries: CRC-32 with the reflected polynomial 0xEDB88320.</summary>
/// <remarks>Eight tables, eight bytes a step: storages are hundreds of megabytes, and one table would make the sum the slowest part of reading.</remarks>
internal static class Crc32
{
    private const int Step = 8;

    private static readonly uint[][] Tables = CreateTables();

    // A program is opened once: unoptimised code would run through the first hundred megabytes before it is replaced.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var t = Tables;
        uint[] t0 = t[0], t1 = t[1], t2 = t[2], t3 = t[3], t4 = t[4], t5 = t[5], t6 = t[6], t7 = t[7];
        var sum = uint.MaxValue;
        while (bytes.Length >= Step)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ sum;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            sum = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
            bytes = bytes[Step..];
        }

        foreach (var value in bytes)
        {
            sum = t0[(byte)(sum ^ value)] ^ (sum >> 8);
        }

        return ~sum;
    }

    private static uint[][] CreateTables()
    {
        var tables = new uint[Step][];
        for (var k = 0; k < Step; k++)
        {
            tables[k] = new uint[256];
            for (uint n = 0; n < 256; n++)
            {
                var value = k == 0 ? n : tables[k - 1][n];
                tables[k][n] = k == 0 ? ShiftByte(value) : tables[0][(byte)value] ^ (value >> 8);
            }
        }

        return tables;
    }

    private static uint ShiftByte(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        }

        return value;
    }
}
