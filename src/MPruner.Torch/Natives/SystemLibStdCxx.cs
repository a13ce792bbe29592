using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.Elf;

namespace MPruner.Torch.Natives;

/// <summary>The libstdc++ that the loader gives to this process.</summary>
internal static class SystemLibStdCxx
{
    /// <summary>Its file; null where there is none, as on Windows and macOS.</summary>
    public static string? File()
    {
        // The .NET runtime has loaded it as a rule; where not, the loader picks the one that libtorch would get.
        return !OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(LibStdCxxNeed.Library, out _)
            ? null
            : LoadedLibraries.Find(name => name.StartsWith("libstdc++.so.6", StringComparison.Ordinal));
    }

    /// <summary>The symbol versions that it offers; none where there is no such library.</summary>
    /// <exception cref="PrunerException"><c>MPR3010</c>: it cannot be read.</exception>
    public static IReadOnlyCollection<string> Versions()
    {
        if (File() is not { } path)
        {
            return [];
        }

        try
        {
            using var file = System.IO.File.OpenRead(path);
            return [.. SymbolVersions.Defined(new ElfLibrary(file))];
        }
        catch (Exception exception) when (ElfFault.Is(exception))
        {
            throw new PrunerException(
                "MPR3010",
                $"'{path}' cannot be read, so what it offers cannot be told: {exception.Message} Reinstall this system's libstdc++.",
                exception);
        }
    }
}
