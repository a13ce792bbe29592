using MPruner.Shared.Files;

namespace MPruner.Tool.Files;

/// <summary>Writes the files that a user asked for, each as a whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Held while a file is being put in place, so that an interruption cannot end the process halfway.</summary>
    public static Lock Gate { get; } = new();

    /// <summary>Writes <paramref name="content"/>; a file that has these bytes already keeps its time stamp.</summary>
    /// <remarks>A link stays a link: the file to which it leads is written.</remarks>
    /// <returns>Whether the file was written.</returns>
    /// <exception cref="ToolException"><c>MPR5006</c>: the file cannot be written.</exception>
    public static bool Write(string path, byte[] content)
    {
        try
        {
            lock (Gate)
            {
                var full = Target(Path.GetFullPath(path));
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                return WholeFile.WriteWhenDifferent(full, content);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var message = $"The file cannot be written: {exception.Message} Choose another path, or make this one writable.";
            throw new ToolException("MPR5006", path, message, exception);
        }
    }

    /// <summary>Where to write. What is put in place by renaming would replace a device or a pipe by a file.</summary>
    private static string Target(string path)
    {
        var target = new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;
        return target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal)
            ? throw new IOException($"'{target}' is the place of a device or a pipe, not of a file.")
            : target;
    }
}
