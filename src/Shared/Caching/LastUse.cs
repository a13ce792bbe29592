namespace MPruner.Shared.Caching;

/// <summary>When an entry was used last, kept as the time of its file: the least recently used ones are deleted first.</summary>
internal static class LastUse
{
    /// <summary>Says that an entry is used now. A cache that may only be read stays as it is.</summary>
    public static void IsNow(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is deleted somewhat early, and computed again.
        }
    }
}
