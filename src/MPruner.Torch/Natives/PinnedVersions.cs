using System.Reflection;

namespace MPruner.Torch.Natives;

/// <summary>The versions that this engine was built for; libtorch has no stable binary interface, so no other fits.</summary>
public static class PinnedVersions
{
    /// <summary>libtorch's version, that of its NuGet packages: <c>2.10.0</c>.</summary>
    public static string LibTorch { get; } = Of("LibTorchVersion");

    /// <summary>TorchSharp's: <c>0.107.0</c>.</summary>
    public static string TorchSharp { get; } = Of("TorchSharpVersion");

    /// <summary>The NuGet package that has libtorch for a platform: <c>libtorch-cpu-linux-x64</c>.</summary>
    public static string LibTorchPackage(NativePlatform platform) => "libtorch-cpu-" + platform.Rid;

    private static string Of(string name) =>
        typeof(PinnedVersions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == name).Value!;
}
