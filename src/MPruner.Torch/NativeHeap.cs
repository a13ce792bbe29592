using System.Runtime.InteropServices;

namespace MPruner.Torch;

/// <summary>How the C library treats memory that libtorch frees.</summary>
/// <remarks>
/// By default glibc hands large blocks back to the system as soon as they are free, and every forward pass takes the same ones again, page fault by page
/// fault: on a virtual machine more than half of a training step's processor time, and nine tenths of a forward pass's. A process of this tool lives for
/// one run and may keep what it once needed; the peak stays about the same.
/// </remarks>
internal static partial class NativeHeap
{
    // Numbers of the parameters in malloc.h.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int ArenaMax = -8;

    private static readonly bool Kept = TryKeepFreedMemory();

    /// <summary>From the first call on, freed memory stays with the process. Where the C library is another one it does as it likes.</summary>
    /// <returns>Whether the C library agreed.</returns>
    public static bool KeepFreedMemory() => Kept;

    private static bool TryKeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            // One arena: those of other threads give whole heaps back whatever the thresholds are.
            return SetOption(MapThreshold, 1 << 30) != 0 && SetOption(TrimThreshold, int.MaxValue) != 0 && SetOption(ArenaMax, 1) != 0;
        }
        catch (Exception failure) when (failure is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
