using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MPruner.Torch.Natives;

/// <summary>Frees a loaded module.</summary>
/// <remarks>
/// <c>ScriptModule.Dispose</c> of TorchSharp 0.107 requests all submodules, including the root, and drops that reference without releasing
/// it. The module with its weights and compiled programs then stays in memory for the life of the process: 10 MB for a model of 0.6 MB that
/// ran three times.
/// </remarks>
internal static partial class ModuleRelease
{
    private static readonly FieldInfo Handle =
        typeof(torch.nn.Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingFieldException("TorchSharp.torch.nn.Module", "handle");

    /// <summary>Frees a module. A second call does nothing.</summary>
    public static void Release(torch.jit.ScriptModule module)
    {
        var handle = (SafeHandle)Handle.GetValue(module)!;
        if (!handle.IsInvalid)
        {
            Free(handle.DangerousGetHandle());
            handle.SetHandleAsInvalid();
        }
    }

    [LibraryImport("LibTorchSharp", EntryPoint = "THSJIT_Module_dispose")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Free(nint module);
}
