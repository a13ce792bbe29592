using System.Formats.Tar;
using System.IO.Compression;

namespace MPruner.TorchScript.Tests.Code;

/// <summary>Models that Python's torch made: the code of many, and one whole.</summary>
internal static class PythonModels
{
    /// <summary>All code files: the model's name and the entry's, and the text's bytes.</summary>
    public static IReadOnlyList<(string EntryName, ReadOnlyMemory<byte> Source)> Code { get; } = [.. ReadCode()];

    /// <summary>The whole one, of which judge_edit.py says what an edit must give.</summary>
    public static string Counted { get; } = Path.Combine(Repository.Recorded, "counted.pt");

    private static IEnumerable<(string, ReadOnlyMemory<byte>)> ReadCode()
    {
        using var file = File.OpenRead(Path.Combine(Repository.Recorded, "code.tar.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var archive = new TarReader(unpacked);
        while (archive.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            yield return (entry.Name, content.ToArray());
        }
    }
}
