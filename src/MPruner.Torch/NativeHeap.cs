using System.Runtime.InteropServices;

namespace MPruner.Torch;

/// <summary>How the C library treats memory that libtorch has freed.</summary>
/// <remarks>
/// By default glibc returns large blocks to the system as soon as they are freed, and every forward pass allocates the same blocks again,
/// page fault by page fault. On a virtual machine this takes more than half of the processor time of a training step, and nine tenths of
/// that of a forward pass. A process of this tool lives for one run and can keep the memory; its peak remains about the same.
/// </remarks>
internal static partial class NativeHeap
{
    // Parameter numbers from malloc.h.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int ArenaMax = -8;

    private static readonly bool Kept = TryKeepFreedMemory();

    /// <summary>
    /// From the first call on, the process keeps freed memory. Has no effect with a C library other than glibc.
    /// </summary>
    /// <returns>Whether the C library accepted the settings.</returns>
    public static bool KeepFreedMemory() => Kept;

    private static bool TryKeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            // One arena: those of other threads return whole heaps regardless of the thresholds.
            return SetOption(MapThreshold, 1 << 30) != 0
                && SetOption(TrimThreshold, int.MaxValue) != 0
                && SetOption(ArenaMax, 1) != 0;
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
