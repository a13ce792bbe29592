using MPruner.Shared.Files;

namespace MPruner.Build.Work;

/// <summary>
/// A mark of everything that a result depends on. MSBuild compares times only, and of a link that of the link: it does not see a file
/// that is replaced by an older one, or a link's target that changes.
/// </summary>
internal static class SourceMarks
{
    /// <summary>One line for each file.</summary>
    /// <param name="sources">Models, data and libraries.</param>
    /// <param name="tool">The tool: all files beside it count, by length and time.</param>
    public static string Of(IEnumerable<string> sources, string tool) => string.Concat(
        sources.Select(path => $"{path}|{Mark(path)}\n").Concat(Directory.GetFiles(Path.GetDirectoryName(tool)!)
            .OrderBy(file => file, StringComparer.Ordinal)
            .Select(path => new FileInfo(path))
            .Select(file => FormattableString.Invariant($"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}\n"))));

    private static string Mark(string path)
    {
        try
        {
            return FileMark.Of(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The tool reports it.
            return exception.Message;
        }
    }
}
