namespace MPruner.Shared.Files;

/// <summary>Writes a file completely or not at all, and leaves an unchanged file and its time stamp alone.</summary>
internal static class WholeFile
{
    /// <summary>Writes <paramref name="content"/> unless the file holds exactly these bytes already.</summary>
    /// <param name="path">Absolute; its folder exists.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="flush">Whether the bytes are on the disk when this returns; otherwise <see cref="Flush"/> is still to come.</param>
    /// <returns>Whether the file was written.</returns>
    public static bool WriteWhenDifferent(string path, byte[] content, bool flush = true)
    {
        if (Holds(path, content))
        {
            return false;
        }

        string temporary = $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp";
        Replace(Path.Combine(Path.GetDirectoryName(path)!, temporary), path, content, flush);
        return true;
    }

    /// <summary>Returns when a file's bytes are on the disk, where a power failure leaves them alone.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Writes a temporary file, then renames it to <paramref name="path"/>; both are on one volume.</summary>
    public static void Replace(string temporary, string path, byte[] content, bool flush = true)
    {
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(content, 0, content.Length);
                file.Flush(flush);
            }

            Rename(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static bool Holds(string path, byte[] content)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != content.Length)
        {
            return false;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        byte[] chunk = new byte[1 << 16];
        int position = 0;
        for (int count = file.Read(chunk, 0, chunk.Length); count > 0; count = file.Read(chunk, 0, chunk.Length))
        {
            if (!Continues(content, position, chunk, count))
            {
                return false;
            }

            position += count;
        }

        return position == content.Length;
    }

    /// <summary>Whether <paramref name="content"/> has the first bytes of a chunk at a position.</summary>
    private static bool Continues(byte[] content, int position, byte[] chunk, int count)
    {
        if (count > content.Length - position)
        {
            return false;
        }

        int same = 0;
        while (same < count && content[position + same] == chunk[same])
        {
            same++;
        }

        return same == count;
    }

#if NET
    private static void Rename(string temporary, string path) => File.Move(temporary, path, overwrite: true);
#else
    /// <summary>netstandard2.0 has no move that overwrites, and its replacement needs a file to replace.</summary>
    private static void Rename(string temporary, string path)
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
            // Another build was first. Both wrote the same bytes, or the later one wins; nobody ever sees half a file.
        }

        File.Replace(temporary, path, null);
    }
#endif
}
