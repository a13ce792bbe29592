namespace MPruner.Shared.Files;

/// <summary>Tells a file from another version of it without reading all of it.</summary>
internal static class FileMark
{
    /// <summary>A zip file, which models and most data are, has the checksums of all its entries within its last bytes.</summary>
    private const int Sampled = 1 << 16;

    /// <summary>Where its links lead, its length, its time, and the hash of its last bytes.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string Of(string path)
    {
        string target = LinkTarget.Of(path);
        using var file = new FileStream(target, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] sample = new byte[Math.Min(file.Length, Sampled)];
        file.Seek(-sample.Length, SeekOrigin.End);
        int read = 0;
        while (read < sample.Length && file.Read(sample, read, sample.Length - read) is > 0 and int count)
        {
            read += count;
        }

        long time = File.GetLastWriteTimeUtc(target).Ticks;
        return FormattableString.Invariant($"{target}|{file.Length}|{time}|{ContentHash.OfBytes(sample)}");
    }
}
