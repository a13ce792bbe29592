using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace Samples;

/// <summary>Reads files written by numpy.savez: a zip of arrays, each with a header in Python notation.</summary>
internal static partial class Npz
{
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(entry => Path.GetFileNameWithoutExtension(entry.Name), Array);
    }

    private static Tensor Array(ZipArchiveEntry entry)
    {
        // Version 1: six magic bytes, two bytes of version, two bytes of header length, and the header:
        // {'descr': '|u1', 'fortran_order': False, 'shape': (5, 1, 28, 28), }
        var file = new byte[entry.Length];
        using (var stream = entry.Open())
        {
            stream.ReadExactly(file);
        }

        var start = 10 + BitConverter.ToUInt16(file, 8);
        var header = Header().Match(Encoding.Latin1.GetString(file, 10, start - 10));
        var shape = header.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(size => long.Parse(size, CultureInfo.InvariantCulture)).ToArray();
        var data = file.AsSpan(start);
        return header.Groups["type"].Value switch
        {
            "|u1" => tensor(data.ToArray(), shape),
            "|b1" => tensor(MemoryMarshal.Cast<byte, bool>(data).ToArray(), shape),
            "<i8" => tensor(MemoryMarshal.Cast<byte, long>(data).ToArray(), shape),
            var type => throw new NotSupportedException(
                $"{entry.FullName}: this sample reads |u1, |b1 and <i8 arrays in C order, not '{type}'."),
        };
    }

    [GeneratedRegex(@"'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\)")]
    private static partial Regex Header();
}
