using System.Runtime.InteropServices;

namespace MPruner.Torch.Natives;

/// <summary>
/// The library by which libtorch convolves on a CPU. libtorch does without where its context says so; TorchSharp has no name for that.
/// </summary>
/// <param name="torchCpu">The loaded <c>torch_cpu</c>, whose C++ functions are called by their linker names.</param>
internal sealed unsafe class OneDnn(nint torchCpu)
{
    private static readonly (string Context, string Set) Names = OperatingSystem.IsWindows()
        ? ("?globalContext@at@@YAAEAVContext@1@XZ", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z")
        : ("_ZN2at13globalContextEv", "_ZN2at7Context20setUserEnabledMkldnnEb");

    /// <summary>Switches it off for this process: convolutions are matrix products from then on.</summary>
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
