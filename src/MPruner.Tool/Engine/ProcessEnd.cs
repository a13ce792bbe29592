using System.Runtime.InteropServices;

namespace MPruner.Tool.Engine;

/// <summary>Ends the process at once, without waiting for native threads or running libtorch's destructors under them.</summary>
internal static partial class ProcessEnd
{
    /// <summary>Ends it with an exit code.</summary>
    public static void Now(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(code);
        }
        else
        {
            Exit(code);
        }
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void Exit(int code);
}
