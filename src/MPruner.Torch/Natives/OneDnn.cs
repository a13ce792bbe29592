using System.Runtime.InteropServices;

namespace MPruner.Torch.Natives;

/// <summary>
/// The library that libtorch uses for convolutions on a CPU. libtorch's context can switch it off, but TorchSharp has no API for that.
/// </summary>
/// <param name="torchCpu">The loaded <c>torch_cpu</c>, whose C++ functions are called by their linker names.</param>
internal sealed unsafe class OneDnn(nint torchCpu)
{
    private static readonly (string Context, string Set) Names = OperatingSystem.IsWindows()
        ? ("?globalContext@at@@YAAEAVContext@1@XZ", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z")
        : ("_ZN2at13globalContextEv", "_ZN2at7Context20setUserEnabledMkldnnEb");

    /// <summary>Switches oneDNN off for this process; from then on, convolutions are computed as matrix products.</summary>
    /// <returns>Whether this libtorch has the switch.</returns>
    public bool TrySwitchOff()
    {
        if (!NativeLibrary.TryGetExport(torchCpu, Names.Context, out var context)
            || !NativeLibrary.TryGetExport(torchCpu, Names.Set, out var set))
        {
            return false;
        }

        ((delegate* unmanaged[Cdecl]<nint, byte, void>)set)(((delegate* unmanaged[Cdecl]<nint>)context)(), 0);
        return true;
    }
}
