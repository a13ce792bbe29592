using MPruner.Shared.Files;

namespace MPruner.Tool.Files;

/// <summary>Reads files that the user names.</summary>
internal static class InputFile
{
    /// <summary>All bytes.</summary>
    /// <exception cref="ToolException"><c>MPR3101</c>: missing or unreadable.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Missing(path, exception);
        }
    }

    /// <summary>The content's SHA-256 in lower-case hexadecimal.</summary>
    /// <exception cref="ToolException"><c>MPR3101</c>: missing or unreadable.</exception>
    public static string Hash(string path)
    {
        try
        {
            return ContentHash.OfFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Missing(path, exception);
        }
    }

    /// <summary>The error of a file that does not exist or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inner">The exception of the system, if there was one.</param>
    public static ToolException Missing(string path, Exception? inner = null)
    {
        var finding = Directory.Exists(path) ? "is a folder"
            : inner is null or FileNotFoundException or DirectoryNotFoundException ? "does not exist"
            : "cannot be read: " + inner.Message.TrimEnd('.');
        var message = $"The file {finding}. Check the path and the file's permissions.";
        return new ToolException("MPR3101", path, message, inner);
    }
}
