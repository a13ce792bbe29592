namespace MPruner.Shared.Natives;

/// <summary>The libraries of a libtorch that a process loads: its own and the OpenMP that comes with it.</summary>
internal static class LibTorchFiles
{
    /// <summary>The names of a libtorch for the processor, in load order: each library depends only on those before it.</summary>
    public static IReadOnlyList<string> ForCpu { get; } = ["c10", NativeNames.TorchCpu, "torch"];

    /// <summary>The names of the additional libraries in a CUDA build.</summary>
    public static IReadOnlyList<string> ForCuda { get; } = ["c10_cuda", "torch_cuda"];

    private static readonly string[] OpenMp = ["libgomp", "libiomp", "libomp"];

    /// <summary>Whether a folder has a libtorch for this machine.</summary>
    public static bool IsIn(string folder) => ForCpu.All(name => File.Exists(PathOf(folder, name)));

    /// <summary>The files of a folder that are loaded, by name; empty where there is no libtorch.</summary>
    public static IReadOnlyList<string> In(string folder) => !IsIn(folder)
        ? []
        :
        [
            .. ForCpu.Concat(ForCuda).Select(name => PathOf(folder, name)).Where(File.Exists),
            .. Directory.GetFiles(folder)
                .Where(file => OpenMp.Any(name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal)))
                .OrderBy(file => file, StringComparer.Ordinal),
        ];

    private static string PathOf(string folder, string name) =>
        Path.Combine(folder, NativeNames.FileName(name, NativeNames.RuntimeIdentifier));
}
