using MPruner.Shared.Files;

namespace MPruner.Tool.Files;

/// <summary>Refuses files that were not fetched.</summary>
internal static class FetchedFile
{
    /// <summary>Returns for a file that is no pointer.</summary>
    /// <exception cref="ToolException"><c>MPR3107</c>: a pointer of Git LFS or git-annex.</exception>
    public static void Check(string path)
    {
        if (PointerFile.Describe(path) is { } finding)
        {
            throw new ToolException(PointerFile.Code, path, finding);
        }
    }
}
