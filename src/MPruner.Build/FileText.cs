using System.Text;

namespace MPruner.Build;

/// <summary>Writes that leave an unchanged file and its time alone, and never leave half a file.</summary>
internal static class FileText
{
    /// <summary>Writes <paramref name="text"/> unless the file holds it already.</summary>
    public static void WriteWhenDifferent(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            string temporary = Temporary(path);
            File.WriteAllText(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            Publish(temporary, path);
        }
    }

    /// <summary>Makes <paramref name="path"/> a copy of <paramref name="source"/>, unless their bytes are the same.</summary>
    public static void CopyWhenDifferent(string source, string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != new FileInfo(source).Length || ContentHash.OfFile(path) != ContentHash.OfFile(source))
        {
            string temporary = Temporary(path);
            File.Copy(source, temporary, overwrite: true);
            File.SetAttributes(temporary, FileAttributes.Normal);
            File.SetLastWriteTimeUtc(temporary, DateTime.UtcNow);
            Publish(temporary, path);
        }
    }

    private static string Temporary(string path) => path + "." + Guid.NewGuid().ToString("N") + ".tmp";

    /// <summary>Renames over what is there: netstandard2.0 has no overwriting move, and replacing needs something to replace.</summary>
    private static void Publish(string temporary, string path)
    {
        if (File.Exists(path))
        {
            File.Replace(temporary, path, null);
        }
        else
        {
            File.Move(temporary, path);
        }
    }
}
