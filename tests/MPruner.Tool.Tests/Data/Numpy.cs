using System.IO.Compression;
using System.Text;

namespace MPruner.Tool.Tests.Data;

/// <summary>Files in numpy's formats: the committed ones that numpy wrote, and hand-made ones.</summary>
internal static class Numpy
{
    public static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "Files", name);

    public static byte[] Npy(string header, byte[] payload, byte version = 1)
    {
        var text = Encoding.Latin1.GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes((uint)text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. payload];
    }

    public static byte[] Npz(params (string Name, byte[] Npy)[] arrays)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, npy) in arrays)
            {
                using var entry = zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression).Open();
                entry.Write(npy);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
