using System.Reflection;
using MPruner.Shared.Natives;

namespace MPruner.Torch.Natives;

/// <summary>
/// The versions that this engine was built for. libtorch has no stable binary interface, so no other version can be used.
/// </summary>
public static class PinnedVersions
{
    /// <summary>The version of libtorch and its NuGet packages: <c>2.10.0</c>.</summary>
    public static string LibTorch { get; } = Of("LibTorchVersion");

    /// <summary>The version of TorchSharp: <c>0.107.0</c>.</summary>
    public static string TorchSharp { get; } = Of("TorchSharpVersion");

    /// <summary>The NuGet package with libtorch for a platform: <c>libtorch-cpu-linux-x64</c>.</summary>
    public static string LibTorchPackage(NativePlatform platform) => NativeNames.LibTorchPackage(platform.Rid);

    private static string Of(string name) =>
        typeof(PinnedVersions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
