using System.Diagnostics;

namespace MPruner.Tool.Engine;

/// <summary>Which native libraries the started engine really uses, by what is loaded in this process.</summary>
/// <param name="LibTorch">The file of libtorch; null where none is loaded.</param>
/// <param name="Blas">The file that multiplies matrices; null where libtorch has its own inside.</param>
internal sealed record EngineFacts(string? LibTorch, string? Blas)
{
    /// <summary>Looks at this process.</summary>
    public static EngineFacts OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        string[] files = [.. process.Modules.Cast<ProcessModule>().Select(module => module.FileName)];
        return new EngineFacts(Find(files, "torch_cpu"), Find(files, "openblas") ?? Find(files, "mkl_core") ?? Find(files, "mkl_rt") ?? Find(files, "blas"));
    }

    /// <summary>Why this BLAS is a bad choice, or null.</summary>
    public Diagnostic? BlasWarning => Blas switch
    {
        null => null,
        _ when Blas.Contains("openblas-pthread", StringComparison.Ordinal) => new Diagnostic(
            "MPR3403",
            $"{Blas} has a thread pool of its own, which fights with libtorch's for the cores: training and transformers run two to three times slower. Install libopenblas0-openmp and select it with update-alternatives."),
        _ when !Blas.Contains("openblas", StringComparison.Ordinal) && !Blas.Contains("mkl", StringComparison.Ordinal) && !Blas.Contains("blis", StringComparison.Ordinal) => new Diagnostic(
            "MPR3403",
            $"{Blas} is the reference BLAS, 10 to 20 times slower than OpenBLAS. Install libopenblas0-openmp."),
        _ => null,
    };

    private static string? Find(string[] files, string name) =>
        files.FirstOrDefault(file => Path.GetFileName(file).Contains(name, StringComparison.OrdinalIgnoreCase));
}
