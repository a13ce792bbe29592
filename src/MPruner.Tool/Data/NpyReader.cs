using System.Buffers.Binary;
using System.Text;
using MPruner.Core.Ports;

namespace MPruner.Tool.Data;

/// <summary>Reads one <c>.npy</c> array, alone in a file or as an entry of an <c>.npz</c>.</summary>
/// <remarks>Versions 1.0, 2.0 and 3.0 of numpy.lib.format.</remarks>
internal static class NpyReader
{
    private const int MaximumHeader = 1 << 16;

    /// <summary>Reads the header and finds the elements.</summary>
    /// <param name="scope">The file being opened.</param>
    /// <param name="name">The array's name.</param>
    /// <param name="bytes">The whole <c>.npy</c>.</param>
    public static StoredArray Read(DataFileScope scope, string name, IByteRange bytes)
    {
        var (header, start) = ReadHeader(scope.Path, name, bytes);
        long length;
        try
        {
            length = header.PayloadLength;
        }
        catch (OverflowException)
        {
            throw DataFault.BadHeader(scope.Path, name, $"the shape [{string.Join(", ", header.Shape)}] is larger than any file.");
        }

        var described = new ArrayHeader(name, header.Type, header.Shape);
        if (bytes.Length - start != length)
        {
            throw DataFault.WrongSize(scope.Path, described, length, bytes.Length - start);
        }

        IByteRange elements = new PartOf(bytes, start, length);
        if (header.FortranOrder && header.Shape.Length > 1)
        {
            elements = FortranOrder.ToRowMajor(scope, elements, header.Shape, header.Type.Size());
        }

        return new StoredArray(described, header.BigEndian, elements);
    }

    private static (NpyHeader Header, long Start) ReadHeader(string file, string name, IByteRange bytes)
    {
        Span<byte> preamble = stackalloc byte[12];
        var available = (int)Math.Min(preamble.Length, bytes.Length);
        bytes.Read(0, preamble[..available]);
        if (available < 10 || preamble[0] != 0x93 || !preamble[1..].StartsWith("NUMPY"u8))
        {
            throw DataFault.BadHeader(file, name, "the bytes are not those of a .npy array (the signature is missing).");
        }

        var version = preamble[6];
        if (version is < 1 or > 3 || preamble[7] != 0 || (version > 1 && available < 12))
        {
            throw DataFault.BadHeader(file, name, $"the .npy version is {preamble[6]}.{preamble[7]}; expected 1.0, 2.0 or 3.0.");
        }

        var start = version == 1 ? 10 : 12;
        long length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(preamble[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(preamble[8..]);
        if (length > MaximumHeader)
        {
            throw DataFault.BadHeader(file, name, $"the header takes {length} bytes; at most {MaximumHeader} are read.");
        }

        var text = new byte[length];
        bytes.Read(start, text);
        var encoding = version == 3 ? Encoding.UTF8 : Encoding.Latin1;
        return (new NpyHeaderParser(file, name, encoding.GetString(text)).Parse(), start + length);
    }

    /// <summary>A range within a range.</summary>
    private sealed class PartOf(IByteRange whole, long start, long length) : IByteRange
    {
        public long Length => length;

        public void Read(long offset, Span<byte> destination)
        {
            if (offset < 0 || offset + destination.Length > length)
            {
                throw new EndOfStreamException();
            }

            whole.Read(start + offset, destination);
        }
    }
}
