using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace MPruner.Tool.Reporting.Png;

/// <summary>Writes a picture as a PNG file: eight bits of red, green and blue, no interlacing, no filters.</summary>
/// <remarks>PNG (third edition), W3C 2025.</remarks>
internal static class PngFile
{
    private const int BytesPerPixel = 3;
    private const byte BitDepth = 8;
    private const byte TrueColour = 2;

    /// <summary>The file.</summary>
    public static byte[] Of(Canvas canvas)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, canvas.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), canvas.Height);
        (header[8], header[9]) = (BitDepth, TrueColour);
        Write(file, "IHDR", header);
        Write(file, "IDAT", Packed(canvas));
        Write(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The rows, each behind the number of its filter, 0 for none.</summary>
    private static byte[] Packed(Canvas canvas)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            var bytes = new byte[1 + (canvas.Width * BytesPerPixel)];
            for (var y = 0; y < canvas.Height; y++)
            {
                var row = canvas.Row(y);
                for (var x = 0; x < row.Length; x++)
                {
                    (bytes[1 + (3 * x)], bytes[2 + (3 * x)], bytes[3 + (3 * x)]) = (row[x].R, row[x].G, row[x].B);
                }

                zlib.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    private static void Write(MemoryStream file, string type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + data.Length)));
        file.Write(chunk);
    }
}
