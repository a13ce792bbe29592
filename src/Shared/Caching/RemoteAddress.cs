namespace MPruner.Shared.Caching;

/// <summary>The address of a cache that machines share over HTTP.</summary>
/// <remarks>It appears in logs, so that nothing secret may be in it. No message repeats one that was refused.</remarks>
internal static class RemoteAddress
{
    /// <summary>The code of an address that cannot be used.</summary>
    public const string Code = "MPR5111";

    /// <summary>A good address, which ends with a slash; null for any other.</summary>
    public static Uri? Find(string text) => Problem(text) is null ? new Uri(text.TrimEnd('/') + "/") : null;

    /// <summary>What is wrong with an address, as a message; null for a good one.</summary>
    public static string? Fault(string text) => Problem(text) is { } problem
        ? $"The address of the remote cache {problem}; expected one such as https://cache.example.com/mpruner. "
            + $"Correct MPrunerRemoteCache, --remote-cache or {CacheSettings.RemoteVariable}."
        : null;

    private static string? Problem(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address))
        {
            return "is not an absolute one";
        }

        if (address.UserInfo.Length > 0)
        {
            return $"has a user name or a password, which belong into {CacheSettings.AuthorizationVariable} where no log shows them";
        }

        if (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)
        {
            return "is neither http nor https";
        }

        return address.Query.Length > 0 || address.Fragment.Length > 0 ? "has a query or a fragment" : null;
    }
}
