using System.Diagnostics;

[assembly: AssemblyFixture(typeof(TorchSharp.Tests.PythonReference))]

namespace TorchSharp.Tests;

/// <summary>Python's torch as the judge: it makes the models and computes the expected values, with the same libtorch.</summary>
public sealed class PythonReference : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torchsharp-tests-");

    public PythonReference()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Python", "reference.py");
        var start = new ProcessStartInfo("/usr/bin/python3", ["-B", script, _folder.FullName]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public byte[] this[string file] => File.ReadAllBytes(PathOf(file));

    public void Dispose() => _folder.Delete(recursive: true);
}
