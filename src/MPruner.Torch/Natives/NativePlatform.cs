using MPruner.Shared.Natives;

namespace MPruner.Torch.Natives;

/// <summary>What native libraries are called on a platform.</summary>
/// <param name="Rid">The runtime identifier for which NuGet packages have natives: <c>linux-x64</c>.</param>
public sealed record NativePlatform(string Rid)
{
    /// <summary>This machine's.</summary>
    public static NativePlatform Current { get; } = new(NativeNames.RuntimeIdentifier);

    /// <summary>TorchSharp's native library.</summary>
    public string LibTorchSharp => FileName(NativeNames.LibTorchSharp);

    /// <summary>libtorch in the order in which it is loaded: each needs only those before it.</summary>
    public IReadOnlyList<string> LibTorch => [FileName("c10"), FileName(NativeNames.TorchCpu), FileName("torch")];

    /// <summary>What a build for CUDA has besides.</summary>
    public IReadOnlyList<string> LibTorchCuda => [FileName("c10_cuda"), FileName("torch_cuda")];

    /// <summary>A library's file.</summary>
    public string FileName(string library) => NativeNames.FileName(library, Rid);
}
