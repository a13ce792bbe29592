namespace MPruner.Tool.Files;

/// <summary>Writing a file as a whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Held while a file is being put in place, so that an interruption does not fall into the middle.</summary>
    public static Lock Gate { get; } = new();

    /// <summary>Puts <paramref name="content"/> at <paramref name="path"/>; a file that has these bytes already is left alone, time stamp included.</summary>
    /// <returns>Whether the file was written.</returns>
    /// <exception cref="ToolException"><c>MPR5006</c>: the place cannot be written.</exception>
    public static bool Write(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            lock (Gate)
            {
                if (HasContent(path, content))
                {
                    return false;
                }

                var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
                Directory.CreateDirectory(folder);
                Replace(Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp"), path, content);
                return true;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException("MPR5006", path, $"The file cannot be written: {exception.Message} Choose another place, or free this one.", exception);
        }
    }

    /// <summary>Writes a temporary file of the same volume to disk and renames it.</summary>
    public static void Replace(string temporary, string path, ReadOnlySpan<byte> content)
    {
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static bool HasContent(string path, ReadOnlySpan<byte> content)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != content.Length)
        {
            return false;
        }

        using var file = File.OpenHandle(path);
        var chunk = new byte[1 << 16];
        for (long at = 0; at < content.Length;)
        {
            var count = RandomAccess.Read(file, chunk, at);
            if (count == 0 || count > content.Length - at || !content.Slice((int)at, count).SequenceEqual(chunk.AsSpan(0, count)))
            {
                return false;
            }

            at += count;
        }

        return true;
    }
}
