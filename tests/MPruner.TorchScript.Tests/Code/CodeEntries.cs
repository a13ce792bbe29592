using System.IO.Compression;

namespace MPruner.TorchScript.Tests.Code;

/// <summary>The code files of an archive, read with .NET's own zip reader.</summary>
internal static class CodeEntries
{
    public static List<(string EntryName, ReadOnlyMemory<byte> Source)> Of(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        var files = new List<(string, ReadOnlyMemory<byte>)>();
        foreach (var entry in zip.Entries)
        {
            var name = entry.FullName[(entry.FullName.IndexOf('/', StringComparison.Ordinal) + 1)..];
            if (name.StartsWith("code/", StringComparison.Ordinal) && name.EndsWith(".py", StringComparison.Ordinal))
            {
                using var content = entry.Open();
                using var bytes = new MemoryStream();
                content.CopyTo(bytes);
                files.Add((name, bytes.ToArray()));
            }
        }

        return files;
    }
}
