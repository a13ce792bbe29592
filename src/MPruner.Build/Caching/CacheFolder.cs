using System.Runtime.InteropServices;

namespace MPruner.Build.Caching;

/// <summary>Where the cache lies when the project does not say: the same place as for <c>mpruner prune</c>.</summary>
internal static class CacheFolder
{
    /// <summary>The environment's word for it, else the platform's cache folder.</summary>
    /// <param name="variable">Looks an environment variable up.</param>
    public static string Default(Func<string, string?> variable)
    {
        if (variable("MPRUNER_CACHE_DIR") is { Length: > 0 } chosen && Path.IsPathRooted(chosen))
        {
            return chosen;
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "mpruner", "cache");
        }

        string home = variable("HOME") is { Length: > 0 } found ? found : Path.GetTempPath();
        if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
        {
            return Path.Combine(home, "Library", "Caches", "mpruner");
        }

        // The XDG specification ignores relative paths.
        string caches = variable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg) ? xdg : Path.Combine(home, ".cache");
        return Path.Combine(caches, "mpruner");
    }
}
