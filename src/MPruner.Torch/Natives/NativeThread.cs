using System.Runtime.InteropServices;

namespace MPruner.Torch.Natives;

/// <summary>The settings that libtorch keeps for each thread. TorchSharp has no API for them.</summary>
/// <remarks>
/// By default libtorch inlines all methods of a program before its first run, records shapes in the first runs, and rewrites the program
/// for them. For a small candidate this takes several times as long as all its runs. On a CPU it brings nothing: without fusion, which
/// this libtorch does not have, the same operators run in the same order. So programs run as they are written, which is what Python's
/// <c>torch.jit.optimized_execution(False)</c> does. Tasks that a program forks run on threads of libtorch, in the default way.
/// </remarks>
internal static unsafe class NativeThread
{
    private static readonly string SetOptimize = OperatingSystem.IsWindows()
        ? "?setGraphExecutorOptimize@jit@torch@@YAX_N@Z"
        : "_ZN5torch3jit24setGraphExecutorOptimizeEb";

    private static delegate* unmanaged[Cdecl]<byte, void> setOptimize;

    [ThreadStatic]
    private static bool prepared;

    /// <summary>Finds the function that switches the rewriting of programs on or off.</summary>
    /// <param name="torchCpu">The loaded <c>torch_cpu</c>.</param>
    public static void Find(nint torchCpu)
    {
        if (NativeLibrary.TryGetExport(torchCpu, SetOptimize, out var optimize))
        {
            setOptimize = (delegate* unmanaged[Cdecl]<byte, void>)optimize;
        }
    }

    /// <summary>Suppresses warnings of the calling thread, and lets it run programs as they are written.</summary>
    public static void Prepare()
    {
        if (prepared)
        {
            return;
        }

        NativeMessages.SilenceThread();
        if (setOptimize is not null)
        {
            setOptimize(0);
        }

        prepared = true;
    }
}
