using System.Security.Cryptography;
using MPruner.Core;
using MPruner.Elf;

namespace MPruner.Torch.Natives;

/// <summary>TorchSharp's native library as this system can load it.</summary>
/// <param name="folder">Where a copy goes: under its content's hash, so that any number of processes may put it there.</param>
internal sealed class PrivateCopy(string folder)
{
    /// <summary>The library itself, or a copy without the one condition that an older libstdc++ does not meet.</summary>
    /// <param name="library">TorchSharp's native library.</param>
    /// <param name="offered">The versions that the system's libstdc++ has; empty where there is no such library.</param>
    /// <exception cref="PrunerException">
    /// <c>MPR3010</c>: this system's libstdc++ is too old in a way that cannot be helped, or the copy cannot be written.
    /// </exception>
    public string For(string library, IReadOnlyCollection<string> offered)
    {
        try
        {
            var original = File.ReadAllBytes(library);
            return offered.Count == 0 || LibStdCxxNeed.Of(original).All(offered.Contains)
                ? library
                : Publish(Weakened(original, offered), Path.GetFileName(library));
        }
        catch (Exception exception) when (ElfFault.Is(exception))
        {
            throw new PrunerException(
                "MPR3010",
                $"'{library}' was built for a newer {LibStdCxxNeed.Library} than this system's, and a copy that does without could not be made: "
                + $"{exception.Message} Use a system with GCC 13's {LibStdCxxNeed.Library} or newer (Debian 13, Ubuntu 24.04), "
                + "or a cache folder that can be written (MPRUNER_CACHE_DIR).",
                exception);
        }
    }

    private static byte[] Weakened(byte[] original, IReadOnlyCollection<string> offered)
    {
        var weakened = LibStdCxxNeed.MadeWeak(original);
        return LibStdCxxNeed.Of(weakened).FirstOrDefault(version => !offered.Contains(version)) is { } missing
            ? throw new InvalidDataException($"it needs {missing}, too.")
            : weakened;
    }

    private string Publish(byte[] content, string name)
    {
        var target = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(content)), name);
        if (!File.Exists(target) || !File.ReadAllBytes(target).AsSpan().SequenceEqual(content))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, target, overwrite: true);
        }

        return target;
    }
}
