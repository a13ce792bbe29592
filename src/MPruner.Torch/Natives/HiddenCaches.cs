using System.Runtime.Intrinsics.X86;

namespace MPruner.Torch.Natives;

/// <summary>AMD processors whose cache sizes a hypervisor hides, as Firecracker does.</summary>
/// <remarks>
/// CPUID's leaf 0x8000001D is all zeros there. Xbyak, which describes the processor to oneDNN 3.7.1, makes that three caches of one byte
/// each. oneDNN divides its work accordingly, in ways that its kernels do not support: convolutions leave channels out, or end the
/// process. Where Xbyak knows of no cache at all, as on Intel's processors behind the same hypervisors, oneDNN uses sizes that it
/// guesses, and is right. So the number of caches in that description becomes 0.
/// </remarks>
internal static unsafe class HiddenCaches
{
    private const int Amd = 0x68747541;
    private const int CacheProperties = unchecked((int)0x8000001D);
    private const string Description = "_ZN4dnnl4impl3cpu3x643cpuEv";

    // Where Xbyak::util::Cpu has the sizes in bytes and the number of caches, in the pinned libtorch.
    private const int SizesAt = 0x1C;
    private const int CountAt = 0x6C;
    private const int MostCaches = 10;
    private const int SmallestCache = 4096;

    /// <summary>Whether this processor hides its cache sizes.</summary>
    public static bool Exist =>
        OperatingSystem.IsLinux() && X86Base.X64.IsSupported
        && X86Base.CpuId(0, 0).Ebx == Amd && X86Base.CpuId(CacheProperties, 0) == default;

    /// <summary>
    /// Lets oneDNN guess the sizes where they are hidden. It must not have convolved yet, since it keeps the code that it made.
    /// </summary>
    /// <param name="file">The file of <c>torch_cpu</c>.</param>
    /// <param name="torchCpu">The loaded library.</param>
    /// <returns>Whether oneDNN guesses from now on.</returns>
    public static bool LetOneDnnGuess(string file, nint torchCpu)
    {
        if (!Exist || new LinkerSymbols(file, torchCpu).Find(Description, TorchContext.Context) is not (not 0 and var function))
        {
            return false;
        }

        // The function makes the description when it is called first.
        var processor = (byte*)((delegate* unmanaged[Cdecl]<nint>)function)();
        var sizes = new Span<int>(processor + SizesAt, MostCaches);
        ref var count = ref *(int*)(processor + CountAt);
        if (count is < 1 or > MostCaches || sizes[..count].ContainsAnyExceptInRange(0, SmallestCache - 1))
        {
            return false;
        }

        count = 0;
        return true;
    }
}
