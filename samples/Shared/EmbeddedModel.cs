namespace Samples;

/// <summary>The models that the build embedded in this app.</summary>
internal static class EmbeddedModel
{
    /// <summary>Reads the bytes of a model. Its name is the file name, unless the item in the csproj has a LogicalName.</summary>
    public static byte[] Read(string name)
    {
        using var resource = typeof(EmbeddedModel).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"There is no embedded resource '{name}': does the csproj have a PruneModel item for it?");
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
