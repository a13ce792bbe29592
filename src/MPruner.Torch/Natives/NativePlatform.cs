using System.Runtime.InteropServices;

namespace MPruner.Torch.Natives;

/// <summary>What native libraries are called on a platform.</summary>
/// <param name="Rid">The runtime identifier for which NuGet packages have natives: <c>linux-x64</c>.</param>
public sealed record NativePlatform(string Rid)
{
    /// <summary>This machine's.</summary>
    public static NativePlatform Current { get; } = new(System + (RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "-arm64" : "-x64"));

    /// <summary>TorchSharp's native library.</summary>
    public string LibTorchSharp => FileName("LibTorchSharp");

    /// <summary>libtorch in the order in which it is loaded: each needs only those before it.</summary>
    public IReadOnlyList<string> LibTorch => [FileName("c10"), FileName("torch_cpu"), FileName("torch")];

    /// <summary>What a build for CUDA has besides.</summary>
    public IReadOnlyList<string> LibTorchCuda => [FileName("c10_cuda"), FileName("torch_cuda")];

    private static string System
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return "win";
            }

            return OperatingSystem.IsMacOS() ? "osx" : "linux";
        }
    }

    /// <summary>A library's file.</summary>
    public string FileName(string library) => Rid.Split('-')[0] switch
    {
        "win" => library + ".dll",
        "osx" => $"lib{library}.dylib",
        _ => $"lib{library}.so",
    };
}
