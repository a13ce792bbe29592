using System.Diagnostics;

namespace MPruner.Tests;

/// <summary>The system's Python with PyTorch, if it is installed: an independent judge of the results of the code under test.</summary>
internal static class PythonJudge
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Answer = new(CanImportTorch);

    /// <summary>Whether this machine has it; checked once.</summary>
    public static bool IsThere => Answer.Value;

    /// <summary>Skips the test if this machine has no judge.</summary>
    public static void OrSkip() => Assert.SkipUnless(IsThere, $"Needs {Python} with torch: run eng/setup.sh");

    /// <summary>Runs a script. If the script fails, the test fails with its error output.</summary>
    /// <param name="script">The path below <c>tests</c>.</param>
    /// <param name="arguments">The command-line arguments.</param>
    /// <param name="input">The standard input.</param>
    /// <returns>The standard output.</returns>
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
