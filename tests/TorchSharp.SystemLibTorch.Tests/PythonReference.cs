using System.Diagnostics;

[assembly: AssemblyFixture(typeof(TorchSharp.Tests.PythonReference))]

namespace TorchSharp.Tests;

/// <summary>Python's torch as the judge: it makes the models and computes the expected values, with the same libtorch.</summary>
public sealed class PythonReference : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torchsharp-tests-");

    public PythonReference() => Run("models.py", _folder.FullName);

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public byte[] Model(string file) => File.ReadAllBytes(PathOf(file));

    /// <summary>Runs one of the scripts beside the tests.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Python", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{script} failed: {errors.GetAwaiter().GetResult()}");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
