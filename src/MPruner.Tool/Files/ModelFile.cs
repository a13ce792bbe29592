using MPruner.Shared.Files;

namespace MPruner.Tool.Files;

/// <summary>A model as it was read.</summary>
internal sealed class ModelFile
{
    private readonly byte[] bytes;

    private ModelFile(string path, byte[] bytes) => (Path, this.bytes) = (path, bytes);

    /// <summary>The file as the user named it.</summary>
    public string Path { get; }

    /// <summary>The content.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>The hash of the content, lower-case hexadecimal, computed when it is first asked for: half a second for 300 MB.</summary>
    public string Sha256 => field ??= ContentHash.OfBytes(bytes);

    /// <summary>Reads a model.</summary>
    /// <exception cref="ToolException"><c>MPR3101</c>: missing or unreadable; <c>MPR3107</c>: not fetched.</exception>
    public static ModelFile Read(string path)
    {
        FetchedFile.Check(path);
        return new ModelFile(path, InputFile.Read(path));
    }
}
