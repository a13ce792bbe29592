namespace MPruner.Build.Requests;

/// <summary>The values of the metadata <c>ShipAs</c>: as what kind of item a model is shipped.</summary>
internal static class ShippedAs
{
    /// <summary>The metadata's name. <c>Output</c> is reserved in MSBuild.</summary>
    public const string Metadata = "ShipAs";

    /// <summary>A manifest resource of the assembly; the default.</summary>
    public const string EmbeddedResource = "EmbeddedResource";

    /// <summary>A file beside the app, in its output and when it is published or packed.</summary>
    public const string Content = "Content";

    /// <summary>Only an item <c>PrunedModel</c> for the project's own targets.</summary>
    public const string None = "None";
}
