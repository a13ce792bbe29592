using System.Runtime.InteropServices;

namespace MPruner.Shared.Natives;

/// <summary>What NuGet packages call platforms and native libraries.</summary>
internal static class NativeNames
{
    /// <summary>TorchSharp's native library.</summary>
    public const string LibTorchSharp = "LibTorchSharp";

    /// <summary>The largest library of libtorch, which every build of it has.</summary>
    public const string TorchCpu = "torch_cpu";

    /// <summary>The runtime identifier of this machine: <c>linux-x64</c>.</summary>
    public static string RuntimeIdentifier => System + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    /// <summary>The NuGet package with libtorch for a platform: <c>libtorch-cpu-linux-x64</c>.</summary>
    public static string LibTorchPackage(string runtimeIdentifier) => "libtorch-cpu-" + runtimeIdentifier;

    private static string System
    {
        get
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            {
                return "win";
            }

            return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx" : "linux";
        }
    }

    /// <summary>The file name of a library on a platform.</summary>
    public static string FileName(string library, string runtimeIdentifier) => runtimeIdentifier.Split('-')[0] switch
    {
        "win" => library + ".dll",
        "osx" => $"lib{library}.dylib",
        _ => $"lib{library}.so",
    };
}
