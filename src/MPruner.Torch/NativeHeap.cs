using System.Runtime.InteropServices;

namespace MPruner.Torch;

/// <summary>How the C library treats memory that libtorch has freed.</summary>
/// <remarks>
/// By default glibc returns large blocks to the system as soon as they are freed, and every forward pass allocates the same blocks again,
/// page fault by page fault. On a virtual machine this takes more than half of the processor time of a training step, and nine tenths of
/// that of a forward pass. A process of this tool lives for one run and can keep the memory; its peak remains about the same. With a large
/// model it does not: aligned blocks rarely fit into those that were freed, and the heap of an encoder of 438 MB grows to three times of
/// what is used. Its passes compute so long that returning its largest blocks costs little (docs/performance.md).
/// </remarks>
internal static partial class NativeHeap
{
    // Parameter numbers from malloc.h.
    private const int TrimThreshold = -1;
    private const int MapThreshold = -3;
    private const int ArenaMax = -8;

    private const int LargeModel = 200_000_000;
    private const int LargeBlock = 1 << 24;

    private static readonly bool Kept = TryKeepFreedMemory();

    /// <summary>
    /// From the first call on, the process keeps freed memory. Has no effect with a C library other than glibc.
    /// </summary>
    /// <returns>Whether the C library accepted the settings.</returns>
    public static bool KeepFreedMemory() => Kept;

    /// <summary>
    /// Before a large model is loaded, the files of earlier candidates are freed: .NET would let as many gather as are in use. From then on
    /// large blocks are returned to the system again.
    /// </summary>
    /// <param name="bytes">The size of the model's file.</param>
    public static void MakeRoom(long bytes)
    {
        if (bytes > LargeModel)
        {
            GC.Collect();
            _ = Kept && SetOption(MapThreshold, LargeBlock) != 0;
        }
    }

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
