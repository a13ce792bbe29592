using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace MPruner.Build.Engine;

/// <summary>Where a consumer's machine has libtorch already: what the project itself ships, and the packages that the tool was made for.</summary>
/// <param name="platform">The start of a runtime identifier: <c>linux-x64</c>.</param>
internal sealed class LibTorchFolders(string platform)
{
    /// <summary>Folders on this machine's platform.</summary>
    public static LibTorchFolders OfThisMachine() => new(
        (RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "win" : RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx" : "linux")
        + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64"));

    /// <summary>The variable that the platform's loader reads.</summary>
    public string LoaderVariable =>
        platform.StartsWith("win", StringComparison.Ordinal) ? "PATH" : platform.StartsWith("osx", StringComparison.Ordinal) ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";

    /// <summary>All folders, the consumer's first. LibTorchSharp and libtorch lie in different packages, so each alone is of no use.</summary>
    /// <param name="nativeAssets">The native files that the consumer's packages bring.</param>
    /// <param name="packagesFolder">The NuGet packages folder; may be empty.</param>
    /// <param name="manifest">What the tool was published with, a <c>deps.json</c>.</param>
    public IReadOnlyList<string> Find(IEnumerable<string> nativeAssets, string packagesFolder, string manifest) =>
    [
        .. nativeAssets
            .Where(asset => IsForThisPlatform(asset) && Regex.IsMatch(Path.GetFileName(asset), @"^(lib)?(torch(_cpu|_cuda)?|c10|LibTorchSharp)\.(so|dll|dylib)$", RegexOptions.IgnoreCase))
            .Select(asset => Path.GetDirectoryName(asset)!)
            .Concat(packagesFolder.Length == 0 ? [] : Pinned(packagesFolder, manifest))
            .Distinct(StringComparer.Ordinal),
    ];

#pragma warning disable CA1308 // NuGet's folders are lower-case.
    private IEnumerable<string> Pinned(string packagesFolder, string manifest) =>
        Regex.Matches(manifest, @"""(?<name>torchsharp|libtorch-[a-z0-9.-]+)/(?<version>[0-9A-Za-z.-]+)""", RegexOptions.IgnoreCase).Cast<Match>()
            .Select(match => Path.Combine(packagesFolder, match.Groups["name"].Value.ToLowerInvariant(), match.Groups["version"].Value.ToLowerInvariant(), "runtimes", platform, "native"))
            .Where(Directory.Exists);
#pragma warning restore CA1308

    private bool IsForThisPlatform(string asset)
    {
        string[] parts = asset.Split('/', '\\');
        int runtimes = Array.IndexOf(parts, "runtimes");
        return runtimes < 0 || (runtimes + 1 < parts.Length && parts[runtimes + 1] == platform);
    }
}
