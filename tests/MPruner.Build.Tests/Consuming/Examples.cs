using System.IO.Compression;
using System.Text;

namespace MPruner.Build.Tests.Consuming;

/// <summary>Data as a Python user would save it.</summary>
internal static class Examples
{
    /// <summary>An .npz with <paramref name="rows"/> × <paramref name="width"/> seeded random float32 numbers from -1 to 1.</summary>
    public static byte[] Npz(string name, int rows, int width, int seed)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            ZipArchiveEntry entry = archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream array = entry.Open();
            string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {width}), }}";
            header = header.PadRight(128 - 10 - 1) + "\n";
            array.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0]);
            array.Write(Encoding.ASCII.GetBytes(header));
            uint state = (uint)seed;
            for (int i = 0; i < rows * width; i++)
            {
                state = (state * 1664525u) + 1013904223u;
                array.Write(BitConverter.GetBytes((float)((state >> 8) / (double)(1 << 23)) - 1f));
            }
        }

        return file.ToArray();
    }
}
