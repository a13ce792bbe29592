using MPruner.Shared.Natives;

namespace MPruner.Torch.Natives;

/// <summary>A platform, with the names of its native libraries.</summary>
/// <param name="Rid">The runtime identifier, as in NuGet packages: <c>linux-x64</c>.</param>
public sealed record NativePlatform(string Rid)
{
    /// <summary>The platform of this process.</summary>
    public static NativePlatform Current { get; } = new(NativeNames.RuntimeIdentifier);

    /// <summary>The file name of TorchSharp's native library.</summary>
    public string LibTorchSharp => FileName(NativeNames.LibTorchSharp);

    /// <summary>The file names of libtorch, in load order: each library depends only on those before it.</summary>
    public IReadOnlyList<string> LibTorch => [.. LibTorchFiles.ForCpu.Select(FileName)];

    /// <summary>The file names of the additional libraries in a CUDA build.</summary>
    public IReadOnlyList<string> LibTorchCuda => [.. LibTorchFiles.ForCuda.Select(FileName)];

    /// <summary>The file name of a library.</summary>
    public string FileName(string library) => NativeNames.FileName(library, Rid);
}
