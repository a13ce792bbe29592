using MPruner.Shared.Caching;

namespace MPruner.Tool.Caching;

/// <summary>Keeps the results of a cache within a number of bytes: the least recently used files go first.</summary>
/// <param name="layout">The cache's paths.</param>
/// <param name="maxBytes">The most bytes of all results.</param>
/// <remarks>A result of which one file is gone counts as missing and is computed again, so files can go one by one.</remarks>
internal sealed class CacheTrim(CacheLayout layout, long maxBytes)
{
    /// <summary>Deletes what is too much.</summary>
    /// <param name="isUsed">Whether this process uses a file; what another one is reading is not deleted, either.</param>
    public void Run(Func<string, bool> isUsed)
    {
        FileInfo[] files = [.. layout.Results.Select(folder => new DirectoryInfo(folder)).Where(folder => folder.Exists)
            .SelectMany(folder => folder.EnumerateFiles("*", SearchOption.AllDirectories))];
        var bytes = files.Sum(LengthOf);
        foreach (var file in files.OrderBy(file => file.LastWriteTimeUtc))
        {
            if (bytes <= maxBytes)
            {
                return;
            }

            var length = LengthOf(file);
            if (!isUsed(file.FullName) && TryDelete(file.FullName))
            {
                bytes -= length;
            }
        }
    }

    /// <summary>Another process may be deleting the same files.</summary>
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    /// <summary>Deletes a file that nobody has open.</summary>
    private static bool TryDelete(string path)
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
