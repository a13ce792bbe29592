using System.Runtime.InteropServices;

namespace MPruner.Torch.Natives;

/// <summary>
/// Environment variables as native code sees them. Libraries read them when they are loaded; what the user has set stays.
/// </summary>
/// <remarks>The runtime's own SetEnvironmentVariable does not reach native code.</remarks>
internal static partial class NativeVariables
{
    /// <summary>Sets what libtorch and what it brings along are to do in this process.</summary>
    /// <param name="variable">Looks an environment variable up.</param>
    public static void Prepare(Func<string, string?> variable)
    {
        // OpenMP's threads wait by spinning, for milliseconds. On a machine that does other work too, a build beside this one, the thread
        // that is waited for does not get its processor meanwhile, and everything crawls. A short spin costs nothing on a quiet machine.
        if (variable("OMP_WAIT_POLICY") is null)
        {
            Set("GOMP_SPINCOUNT", "30000");
        }

        // NNPACK warns at every convolution on processors that it does not know. Errors are thrown, not logged.
        Set("TORCH_CPP_LOG_LEVEL", "ERROR");
    }

    /// <summary>Sets a variable unless it is set.</summary>
    public static void Set(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetVariable(name, value, overwrite: 0);
        }
        else if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
