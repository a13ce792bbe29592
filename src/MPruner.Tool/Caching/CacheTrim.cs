using MPruner.Shared.Caching;

namespace MPruner.Tool.Caching;

/// <summary>Deletes files of a cache, and nothing else: no file that is in use, and none behind a link.</summary>
/// <param name="layout">The cache's paths.</param>
/// <remarks>A result of which one file is gone counts as missing and is computed again, so files can go one by one.</remarks>
internal sealed class CacheTrim(CacheLayout layout)
{
    private static readonly TimeSpan StaleAfter = TimeSpan.FromDays(1);

    /// <summary>Keeps the results within a number of bytes: the least recently used files go first.</summary>
    /// <param name="maxBytes">The most bytes of all results.</param>
    /// <param name="isUsed">Whether this process uses a file; what another one is reading is not deleted, either.</param>
    /// <returns>What was deleted.</returns>
    public DeletedFiles Run(long maxBytes, Func<string, bool> isUsed)
    {
        FileInfo[] files = [.. CacheFiles.OfResults(layout)];
        var bytes = files.Sum(CacheFiles.LengthOf);
        var deleted = new DeletedFiles(0, 0);
        foreach (var file in files.OrderBy(file => file.LastWriteTimeUtc))
        {
            if (bytes - deleted.Bytes <= maxBytes)
            {
                break;
            }

            deleted += isUsed(file.FullName) ? new DeletedFiles(0, 0) : Delete(file);
        }

        return deleted;
    }

    /// <summary>Deletes what killed processes left half-written.</summary>
    /// <returns>What was deleted.</returns>
    public DeletedFiles RemoveStale() => CacheFiles.Under(layout.Root, layout.Temporary)
        .Where(file => DateTime.UtcNow - file.LastWriteTimeUtc > StaleAfter)
        .Select(Delete)
        .Aggregate(new DeletedFiles(0, 0), (sum, one) => sum + one);

    /// <summary>Deletes a file that nobody has open.</summary>
    private static DeletedFiles Delete(FileInfo file)
    {
        var length = CacheFiles.LengthOf(file);
        try
        {
            using var open = new FileStream(
                file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            return new DeletedFiles(1, length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new DeletedFiles(0, 0);
        }
    }
}

/// <summary>What was deleted.</summary>
/// <param name="Files">The number of files.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record DeletedFiles(int Files, long Bytes)
{
    /// <summary>Both.</summary>
    public static DeletedFiles operator +(DeletedFiles a, DeletedFiles b) => new(a.Files + b.Files, a.Bytes + b.Bytes);
}
