using System.Text;

namespace MPruner.Build;

/// <summary>Writes that leave an unchanged file and its time alone, and never leave half a file.</summary>
internal static class WholeFile
{
    /// <summary>Writes <paramref name="text"/> as UTF-8 unless the file holds it already.</summary>
    public static void WriteWhenDifferent(string path, string text) =>
        WriteWhenDifferent(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));

    /// <summary>Writes <paramref name="content"/> unless the file holds it already.</summary>
    public static void WriteWhenDifferent(string path, byte[] content)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != content.Length || !File.ReadAllBytes(path).SequenceEqual(content))
        {
            string temporary = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
            File.WriteAllBytes(temporary, content);
            Publish(temporary, path);
        }
    }

    /// <summary>Renames over what is there: netstandard2.0 has no overwriting move, and replacing needs something to replace.</summary>
    private static void Publish(string temporary, string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                File.Move(temporary, path);
                return;
            }
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another build was first; both wrote the same or the later one wins, and nobody ever sees half of it.
        }

        File.Replace(temporary, path, null);
    }
}
