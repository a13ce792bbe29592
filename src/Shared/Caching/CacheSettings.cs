using System.Globalization;

namespace MPruner.Shared.Caching;

/// <summary>What a user may say about the cache beside its folder, and how.</summary>
internal static class CacheSettings
{
    /// <summary>The environment variable with any text; results are shared only by runs with the same one.</summary>
    public const string UniverseVariable = "MPRUNER_CACHE_UNIVERSE";

    /// <summary>The environment variable with the most bytes of all results.</summary>
    public const string MaxBytesVariable = "MPRUNER_CACHE_MAX_BYTES";

    /// <summary>The environment variable with the address of a cache that machines share.</summary>
    public const string RemoteVariable = "MPRUNER_REMOTE_CACHE";

    /// <summary>The environment variable that says <c>true</c> where results may be stored there, too.</summary>
    public const string RemoteWriteVariable = "MPRUNER_REMOTE_CACHE_WRITE";

    /// <summary>The environment variable with the value of the header <c>Authorization</c>: the only place for a credential.</summary>
    public const string AuthorizationVariable = "MPRUNER_REMOTE_CACHE_AUTHORIZATION";

    /// <summary>The most bytes where nobody says anything: 10 GB.</summary>
    public const long DefaultMaxBytes = 10_000_000_000;

    /// <summary>A number of bytes, or null for any other text.</summary>
    public static long? Bytes(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : null;
}
