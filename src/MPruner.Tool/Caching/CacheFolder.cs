namespace MPruner.Tool.Caching;

/// <summary>Where the cache lies when nobody says.</summary>
internal static class CacheFolder
{
    /// <summary>The platform's cache folder, or the environment's word for it.</summary>
    /// <param name="variable">Looks an environment variable up.</param>
    public static string Default(Func<string, string?> variable)
    {
        if (variable("MPRUNER_CACHE_DIR") is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(chosen);
        }

        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "mpruner", "cache");
        }

        var home = variable("HOME") is { Length: > 0 } found ? found : Path.GetTempPath();
        if (OperatingSystem.IsMacOS())
        {
            return Path.Combine(home, "Library", "Caches", "mpruner");
        }

        // The XDG specification ignores relative paths.
        var caches = variable("XDG_CACHE_HOME") is { } xdg && Path.IsPathRooted(xdg) ? xdg : Path.Combine(home, ".cache");
        return Path.Combine(caches, "mpruner");
    }
}
