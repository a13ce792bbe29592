namespace MPruner.Build.Tests.Consuming;

/// <summary>Items that several tests use.</summary>
internal static class Items
{
    /// <summary>Options with which blocks are removed at any similarity, so that a test does not depend on it.</summary>
    public const string RemoveAnyway = """Threshold="0" Metric="relative-error" MaxDrop="1" Threads="1" """;

    /// <summary>One model that gets smaller.</summary>
    public const string OneModel = $"""<ItemGroup><PruneModel Include="model.pt" {RemoveAnyway} /></ItemGroup>""";
}
