using System.Diagnostics;

namespace MPruner.Torch.Natives;

/// <summary>What is loaded in this process.</summary>
internal static class LoadedLibraries
{
    /// <summary>The first loaded file whose name is wanted; null where there is none.</summary>
    public static string? Find(Func<string, bool> wanted)
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>()
            .Select(module => module.FileName)
            .FirstOrDefault(file => wanted(Path.GetFileName(file)));
    }
}
