using System.Runtime.InteropServices;

namespace MPruner.Torch.Natives;

/// <summary>
/// Which libraries libtorch uses for convolutions on a CPU. libtorch's context has a switch for each, but TorchSharp has no API for them.
/// </summary>
/// <param name="torchCpu">The loaded <c>torch_cpu</c>, whose C++ functions are called by their linker names.</param>
internal sealed unsafe class TorchContext(nint torchCpu)
{
    /// <summary>The function that returns libtorch's context.</summary>
    public static readonly string Context =
        OperatingSystem.IsWindows() ? "?globalContext@at@@YAAEAVContext@1@XZ" : "_ZN2at13globalContextEv";

    private static readonly bool IsWindows = OperatingSystem.IsWindows();

    private static readonly string OneDnn = IsWindows
        ? "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z"
        : "_ZN2at7Context20setUserEnabledMkldnnEb";

    private static readonly string Nnpack = IsWindows
        ? "?setUserEnabledNNPACK@Context@at@@QEAAX_N@Z"
        : "_ZN2at7Context20setUserEnabledNNPACKEb";

    /// <summary>
    /// Switches NNPACK off for this process. Where oneDNN does not convolve it would, on some processors only; on the others it logs a
    /// warning at every convolution.
    /// </summary>
    public void SwitchOffNnpack() => TrySwitchOff(Nnpack);

    /// <summary>Switches oneDNN off for this process; from then on, convolutions are computed as matrix products.</summary>
    /// <returns>Whether this libtorch has the switch.</returns>
    public bool TrySwitchOffOneDnn() => TrySwitchOff(OneDnn);

    private bool TrySwitchOff(string setter)
    {
        if (!NativeLibrary.TryGetExport(torchCpu, Context, out var context) || !NativeLibrary.TryGetExport(torchCpu, setter, out var set))
        {
            return false;
        }

        ((delegate* unmanaged[Cdecl]<nint, byte, void>)set)(((delegate* unmanaged[Cdecl]<nint>)context)(), 0);
        return true;
    }
}
