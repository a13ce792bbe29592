namespace MPruner.Tool.Caching;

/// <summary>A stored run: the model to ship and the report, both as bytes.</summary>
/// <param name="Output">The model.</param>
/// <param name="Report">The result as JSON.</param>
internal sealed record CachedRun(byte[] Output, byte[] Report);
