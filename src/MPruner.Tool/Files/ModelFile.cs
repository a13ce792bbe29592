using MPruner.Shared.Files;

namespace MPruner.Tool.Files;

/// <summary>A model as it was read.</summary>
/// <param name="Path">The file as the user named it.</param>
/// <param name="Bytes">The content.</param>
/// <param name="Sha256">The hash of these bytes, in lower-case hexadecimal.</param>
internal sealed record ModelFile(string Path, ReadOnlyMemory<byte> Bytes, string Sha256)
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="ToolException"><c>MPR3101</c>: missing or unreadable; <c>MPR3107</c>: not fetched.</exception>
    public static ModelFile Read(string path)
    {
        FetchedFile.Check(path);
        var bytes = InputFile.Read(path);
        return new ModelFile(path, bytes, ContentHash.OfBytes(bytes));
    }
}
