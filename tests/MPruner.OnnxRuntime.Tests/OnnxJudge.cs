using System.Diagnostics;

namespace MPruner.OnnxRuntime.Tests;

/// <summary>The system's Python with the package onnx, if it is installed: an independent judge of files.</summary>
internal static class OnnxJudge
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Answer = new(() => File.Exists(Python) && Run(["-c", "import onnx"]).Exit == 0);

    /// <summary>Skips the test if this machine has no judge.</summary>
    public static void OrSkip() => Assert.SkipUnless(Answer.Value, $"Needs {Python} with onnx: run eng/setup.sh");

    /// <summary>Runs judge.py; the test fails where it does.</summary>
    public static void Ask(params IEnumerable<string> arguments)
    {
        var script = Path.Combine(Repository.Root, "tests", "MPruner.OnnxRuntime.Tests", "judge.py");
        var (exit, errors) = Run(["-B", script, .. arguments]);
        Assert.True(exit == 0, errors);
    }

    private static (int Exit, string Errors) Run(IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
