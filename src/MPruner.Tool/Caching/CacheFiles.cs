using MPruner.Shared.Caching;

namespace MPruner.Tool.Caching;

/// <summary>Lists the files of a cache without following links, since what is behind one is not the cache's.</summary>
internal static class CacheFiles
{
    private static readonly EnumerationOptions WithoutLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    };

    /// <summary>The files of all results. Others in these folders are not named like entries, and were put there by someone else.</summary>
    public static IEnumerable<FileInfo> OfResults(CacheLayout layout) => layout.Results.SelectMany(folder => Under(layout.Root, folder))
        .Where(file => file.Directory!.Name.Length == 2 && file.Name.StartsWith(file.Directory.Name, StringComparison.Ordinal));

    /// <summary>The size of a file; 0 where another process has just deleted it.</summary>
    public static long LengthOf(FileInfo file)
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

    /// <summary>The bytes of a file; null where it cannot be read, for one, because another process has just deleted it.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The files of one folder of the cache.</summary>
    /// <param name="root">The layout's root, which may be no link, either. The cache's folder above it is the user's choice.</param>
    /// <param name="folder">The folder below it.</param>
    public static IEnumerable<FileInfo> Under(string root, string folder)
    {
        var place = new DirectoryInfo(folder);
        return new DirectoryInfo(root).LinkTarget is null && place.LinkTarget is null && place.Exists
            ? place.EnumerateFiles("*", WithoutLinks)
            : [];
    }
}
