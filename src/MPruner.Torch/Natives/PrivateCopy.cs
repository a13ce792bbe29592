using System.Security.Cryptography;
using MPruner.Core;
using MPruner.Elf;

namespace MPruner.Torch.Natives;

/// <summary>TorchSharp's native library in a form that this system can load.</summary>
/// <param name="folder">
/// The folder for copies. The path of a copy contains the hash of its content, so that several processes can write it at the same time.
/// </param>
internal sealed class PrivateCopy(string folder)
{
    /// <summary>The library itself, or a copy without the one requirement that an older libstdc++ does not meet.</summary>
    /// <param name="library">TorchSharp's native library.</param>
    /// <param name="offered">The symbol versions of the system's libstdc++; empty if there is no such library.</param>
    /// <exception cref="PrunerException">
    /// <c>MPR3010</c>: this system's libstdc++ is too old even for a copy, or the copy cannot be written.
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
                $"'{library}' was built for a newer {LibStdCxxNeed.Library} than this system's, "
                + $"and a copy without that requirement could not be made: {exception.Message} "
                + $"Use a system with the {LibStdCxxNeed.Library} of GCC 13 or newer (Debian 13, Ubuntu 24.04), "
                + "or a writable cache folder (MPRUNER_CACHE_DIR).",
                exception);
        }
    }

    private static byte[] Weakened(byte[] original, IReadOnlyCollection<string> offered)
    {
        var weakened = LibStdCxxNeed.MadeWeak(original);
        return LibStdCxxNeed.Of(weakened).FirstOrDefault(version => !offered.Contains(version)) is { } missing
            ? throw new InvalidDataException($"it also requires {missing}.")
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
