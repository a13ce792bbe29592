using System.Diagnostics;

namespace MPruner.Tests;

/// <summary>The system's Python with PyTorch: an independent judge of what the tests' own code makes, where it is installed.</summary>
internal static class PythonJudge
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Answer = new(CanImportTorch);

    /// <summary>Whether this machine has it; looked up once.</summary>
    public static bool IsThere => Answer.Value;

    /// <summary>Ends the test as skipped where this machine has no judge.</summary>
    public static void OrSkip() => Assert.SkipUnless(IsThere, $"Needs {Python} with torch: run eng/setup.sh");

    /// <summary>Runs a script; fails with what it wrote when it fails.</summary>
    /// <param name="script">Its path below <c>tests</c>.</param>
    /// <param name="arguments">What follows it on the command line.</param>
    /// <param name="input">What it reads.</param>
    /// <returns>What it wrote.</returns>
    public static string Run(string script, IEnumerable<string> arguments, string input = "")
    {
        using var process = Start(["-B", Path.Combine(Repository.Root, "tests", script), .. arguments]);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} failed: {errors.Result}");
        return output.Result;
    }

    private static bool CanImportTorch()
    {
        if (!File.Exists(Python))
        {
            return false;
        }

        using var process = Start(["-c", "import numpy, torch, torchvision"]);
        process.StandardInput.Close();
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static Process Start(IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(Python, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
