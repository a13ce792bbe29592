using System.Runtime.InteropServices;

namespace MPruner.Tool.Engine;

/// <summary>Where libtorch is looked for.</summary>
/// <param name="variable">Looks an environment variable up.</param>
internal sealed class LibTorchFolders(Func<string, string?> variable)
{
    private static readonly string[] Libraries = OperatingSystem.IsWindows()
        ? ["c10.dll", "torch_cpu.dll", "torch.dll", "c10_cuda.dll", "torch_cuda.dll", "LibTorchSharp.dll"]
        : OperatingSystem.IsMacOS()
            ? ["libc10.dylib", "libtorch_cpu.dylib", "libtorch.dylib", "libLibTorchSharp.dylib"]
            : ["libc10.so", "libtorch_cpu.so", "libtorch.so", "libc10_cuda.so", "libtorch_cuda.so", "libLibTorchSharp.so"];

    /// <summary>The folders that the user names, in <c>MPRUNER_LIBTORCH</c>.</summary>
    public IEnumerable<string> Chosen => Split("MPRUNER_LIBTORCH");

    /// <summary>Every folder that the platform's loader and the runtime look into, the chosen ones first.</summary>
    public IEnumerable<string> Tried =>
    [
        .. Chosen,
        AppContext.BaseDirectory,
        Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"),
        .. Split(OperatingSystem.IsWindows() ? "PATH" : OperatingSystem.IsMacOS() ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH"),
        .. System(),
    ];

    /// <summary>Loads the libraries of the chosen folders by their full path; whatever is loaded later finds them loaded already.</summary>
    /// <exception cref="ToolException"><c>MPR3001</c>: the user named folders, and none has libtorch.</exception>
    public void LoadChosen()
    {
        string[] found = [.. from library in Libraries from folder in Chosen let path = Path.Combine(folder, library) where File.Exists(path) select path];
        if (Chosen.Any() && found.Length == 0)
        {
            throw Missing($"MPRUNER_LIBTORCH is '{variable("MPRUNER_LIBTORCH")}', but no {Libraries[1]} lies there.");
        }

        foreach (var path in found)
        {
            try
            {
                NativeLibrary.Load(path);
            }
            catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
            {
                throw Missing($"'{path}' cannot be loaded: {exception.Message}");
            }
        }
    }

    /// <summary>The error that lists where libtorch was looked for.</summary>
    public ToolException Missing(string reason) => new(
        "MPR3001",
        "mpruner",
        $"{reason} libtorch was looked for in {string.Join(", ", Tried.Distinct(StringComparer.Ordinal))}. Set MPRUNER_LIBTORCH (in a project: the property MPrunerLibTorchPath) to its folder, or install it: on Debian 'apt-get install libtorch-dev libopenblas0-openmp'.");

    private string[] Split(string name) =>
        (variable(name) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> System() => OperatingSystem.IsLinux()
        ? [.. Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu*") : [], "/usr/local/lib", "/usr/lib", "/lib"]
        : OperatingSystem.IsMacOS() ? ["/usr/local/lib", "/opt/homebrew/lib"] : [Environment.SystemDirectory];
}
