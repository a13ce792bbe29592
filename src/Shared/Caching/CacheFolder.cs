using System.Runtime.InteropServices;

namespace MPruner.Shared.Caching;

/// <summary>Chooses the cache's folder when neither the command line nor the project names one.</summary>
internal static class CacheFolder
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "MPRUNER_CACHE_DIR";

    /// <summary>The folder that <see cref="Variable"/> names, or else the platform's cache folder.</summary>
    /// <param name="variable">Looks an environment variable up.</param>
    /// <param name="directory">The absolute path against which a relative <see cref="Variable"/> is resolved.</param>
    public static string Default(Func<string, string?> variable, string directory)
    {
        if (variable(Variable) is { Length: > 0 } chosen)
        {
            return Path.GetFullPath(Path.Combine(directory, chosen));
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
