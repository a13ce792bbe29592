using MPruner.OnnxRuntime.Natives;
using MPruner.Shared.Natives;
using MPruner.Torch.Natives;

namespace MPruner.Tool.Engine;

/// <summary>A package with the native libraries of an engine.</summary>
/// <param name="Engine">What people call the engine: <c>libtorch</c>.</param>
/// <param name="Id">The package.</param>
/// <param name="Version">The version that the tool was built for.</param>
/// <param name="Variable">The environment variable that names a folder with the libraries instead.</param>
internal sealed record EnginePackage(string Engine, string Id, string Version, string Variable)
{
    /// <summary>libtorch for this platform.</summary>
    public static EnginePackage LibTorch =>
        new("libtorch", PinnedVersions.LibTorchPackage(NativePlatform.Current), PinnedVersions.LibTorch, LibTorchVariables.Named);

    /// <summary>ONNX Runtime, whose package has all platforms.</summary>
    public static EnginePackage OnnxRuntime { get; } =
        new("ONNX Runtime", NativeLibrarySearch.Package, NativeLibrarySearch.Version, NativeLibrarySearch.Named);
}
