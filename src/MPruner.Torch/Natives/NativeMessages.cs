using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MPruner.Torch.Natives;

/// <summary>
/// Suppresses what a model prints and libtorch's warnings. Both would be written to the process's own streams at every call of
/// <c>forward</c>, between the lines of the tool and into its JSON.
/// </summary>
/// <remarks>
/// libtorch has a handler for each of them, but TorchSharp has no API for these. A warning handler is a C++ object
/// (<c>c10::WarningHandler</c>). Here all functions in its table do nothing, both its destructors and <c>process</c>, because their order
/// depends on the compiler.
/// </remarks>
internal static unsafe class NativeMessages
{
    private const int FunctionsOfAHandler = 3;

    private static readonly string SetPrintHandler = PrintHandlerSymbol();

    private static readonly string SetWarningHandler = OperatingSystem.IsWindows()
        ? "?set_warning_handler@WarningUtils@c10@@YAXPEAVWarningHandler@2@@Z"
        : "_ZN3c1012WarningUtils19set_warning_handlerEPNS_14WarningHandlerE";

    private static readonly nint WarningHandler = NewWarningHandler();
    private static delegate* unmanaged[Cdecl]<nint, void> setWarningHandler;

    /// <summary>Suppresses what models print, on all threads, and finds the function that sets a warning handler.</summary>
    /// <param name="torchCpu">The loaded <c>torch_cpu</c>.</param>
    /// <param name="c10">The loaded <c>c10</c>.</param>
    public static void Silence(nint torchCpu, nint c10)
    {
        if (NativeLibrary.TryGetExport(torchCpu, SetPrintHandler, out var print))
        {
            ((delegate* unmanaged[Cdecl]<nint, void>)print)((nint)(delegate* unmanaged[Cdecl]<nint, void>)&Drop);
        }

        if (NativeLibrary.TryGetExport(c10, SetWarningHandler, out var warnings))
        {
            setWarningHandler = (delegate* unmanaged[Cdecl]<nint, void>)warnings;
        }
    }

    /// <summary>Suppresses warnings of the calling thread; libtorch has one handler per thread.</summary>
    public static void SilenceThread()
    {
        if (setWarningHandler is not null)
        {
            setWarningHandler(WarningHandler);
        }
    }

    private static string PrintHandlerSymbol()
    {
        if (OperatingSystem.IsWindows())
        {
            return "?setPrintHandler@jit@torch@@YAXP6AXAEBV?$basic_string@DU?$char_traits@D@std@@V?$allocator@D@2@@std@@@Z@Z";
        }

        return OperatingSystem.IsMacOS()
            ? "_ZN5torch3jit15setPrintHandlerEPFvRKNSt3__112basic_stringIcNS1_11char_traitsIcEENS1_9allocatorIcEEEEE"
            : "_ZN5torch3jit15setPrintHandlerEPFvRKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEE";
    }

    private static nint NewWarningHandler()
    {
        var handler = (nint*)NativeMemory.Alloc(FunctionsOfAHandler + 1, (nuint)sizeof(nint));
        handler[0] = (nint)(handler + 1);
        new Span<nint>(handler + 1, FunctionsOfAHandler).Fill((nint)(delegate* unmanaged[Cdecl]<nint, void>)&Drop);
        return (nint)handler;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Drop(nint self)
    {
    }
}
