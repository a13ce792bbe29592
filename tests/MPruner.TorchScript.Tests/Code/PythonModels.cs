using System.Formats.Tar;
using System.IO.Compression;

namespace MPruner.TorchScript.Tests.Code;

/// <summary>Models made by PyTorch in Python: the code of many, and one complete file.</summary>
internal static class PythonModels
{
    /// <summary>All code files: the names of model and entry, and the bytes of the text.</summary>
    public static IReadOnlyList<(string EntryName, ReadOnlyMemory<byte> Source)> Code { get; } = [.. ReadCode()];

    /// <summary>The complete model; judge_edit.py checks an edit of it.</summary>
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
