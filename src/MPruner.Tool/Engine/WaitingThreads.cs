using System.Runtime.InteropServices;

namespace MPruner.Tool.Engine;

/// <summary>How libtorch's threads wait for one another.</summary>
/// <remarks>
/// OpenMP's wait by spinning, for milliseconds. On a machine that does other work too, a build beside this one, the thread that is waited for does not get its
/// processor meanwhile, and everything crawls. A short spin costs nothing measurable on a quiet machine (docs/results.md).
/// </remarks>
internal static partial class WaitingThreads
{
    /// <summary>GNU OpenMP's name for the number of turns.</summary>
    public const string Variable = "GOMP_SPINCOUNT";

    /// <summary>Some ten microseconds.</summary>
    public const string Turns = "30000";

    /// <summary>Lets them spin briefly. Has to be called before libtorch is loaded; what the user has set stays.</summary>
    public static void SpinBriefly(Func<string, string?> variable)
    {
        if (OperatingSystem.IsLinux() && variable("OMP_WAIT_POLICY") is null)
        {
            // The runtime's own SetEnvironmentVariable does not reach native code.
            _ = SetVariable(Variable, Turns, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
