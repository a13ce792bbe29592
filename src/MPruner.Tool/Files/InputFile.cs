using MPruner.Shared.Files;
using MPruner.Tool.Data;

namespace MPruner.Tool.Files;

/// <summary>Reading files that the user names.</summary>
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
            throw DataFault.Missing(path, exception);
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
            throw DataFault.Missing(path, exception);
        }
    }
}
