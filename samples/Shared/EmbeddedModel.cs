namespace Samples;

/// <summary>The models that the build embedded in this program.</summary>
internal static class EmbeddedModel
{
    /// <summary>Reads a model's bytes; the name is the file's, unless the csproj gives the item a LogicalName.</summary>
    public static byte[] Read(string name)
    {
        using var resource = typeof(EmbeddedModel).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"No resource '{name}' is embedded: is there a PruneModel item for it in the csproj?");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
