using System.Diagnostics;

namespace MPruner.TorchScript.Tests.Code;

/// <summary>Models that Python's torch made for these tests, and Python's torch as the judge of what we make of them.</summary>
public sealed class PythonModels : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mpruner-code-tests-");

    public PythonModels() => Run("save_models.py", _folder.FullName);

    public IEnumerable<string> Files => Directory.EnumerateFiles(_folder.FullName, "*.pt").Order(StringComparer.Ordinal);

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>Runs one of the scripts in the folder Python; fails with what it wrote when it fails.</summary>
    public static void Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Code", "Python", script), .. arguments])
        {
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} failed: {errors}");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
