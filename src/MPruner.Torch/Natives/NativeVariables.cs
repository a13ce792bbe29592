using System.Runtime.InteropServices;

namespace MPruner.Torch.Natives;

/// <summary>
/// The environment variables of native code. Libraries read them when they are loaded. Variables that the user has set are not changed.
/// </summary>
/// <remarks>The runtime's own SetEnvironmentVariable does not reach native code.</remarks>
internal static partial class NativeVariables
{
    /// <summary>Configures libtorch and its dependencies in this process.</summary>
    /// <param name="variable">Returns the value of an environment variable, or null.</param>
    public static void Prepare(Func<string, string?> variable)
    {
        // OpenMP's threads wait by spinning for milliseconds. On a busy machine, during a parallel build for example, spinning threads take
        // the processors from the thread that they wait for, and everything slows down. A short spin costs nothing on an idle machine.
        if (variable("OMP_WAIT_POLICY") is null)
        {
            Set("GOMP_SPINCOUNT", "1000");
        }
    }

    /// <summary>Sets a variable unless it is already set.</summary>
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
