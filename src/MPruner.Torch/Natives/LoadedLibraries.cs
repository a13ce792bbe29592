using System.Diagnostics;

namespace MPruner.Torch.Natives;

/// <summary>The native libraries that this process has loaded.</summary>
internal static class LoadedLibraries
{
    /// <summary>The first loaded file whose name satisfies a condition; null if there is none.</summary>
    public static string? Find(Func<string, bool> matches)
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .FirstOrDefault(file => matches(Path.GetFileName(file)));
    }
}
