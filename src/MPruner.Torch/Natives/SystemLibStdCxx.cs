using System.Runtime.InteropServices;
using MPruner.Core;
using MPruner.Elf;

namespace MPruner.Torch.Natives;

/// <summary>The libstdc++ that this process uses.</summary>
internal static class SystemLibStdCxx
{
    /// <summary>Its file; null if there is none, as on Windows and macOS.</summary>
    public static string? File()
    {
        // Usually the .NET runtime has already loaded it. If not, this loads the one that libtorch would get.
        return !OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(LibStdCxxNeed.Library, out _)
            ? null
            : LoadedLibraries.Find(name => name.StartsWith("libstdc++.so.6", StringComparison.Ordinal));
    }

    /// <summary>The symbol versions that it defines; none if there is no such library.</summary>
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
                $"'{path}' cannot be read, so its symbol versions are unknown: {exception.Message} Reinstall this system's libstdc++.",
                exception);
        }
    }
}
