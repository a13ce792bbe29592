using System.Globalization;

namespace MPruner.Build.Reporting;

/// <summary>Explains a tool that exited without a coded error.</summary>
internal static class ToolExit
{
    /// <summary>dotnet's own exit code where no runtime fits; documented as 0x80008096, of which a shell sees the last byte.</summary>
    private const int NoRuntime = 150;

    /// <summary>How it exited, where its output is, and what to do.</summary>
    public static string Describe(int exitCode, string? lastLine, string logFile)
    {
        string how = exitCode switch
        {
            0 => "the tool exited without a result",
            NoRuntime => "no .NET runtime for the tool (10.0 or later) is installed beside the SDK",
            > 128 and < 160 => $"the tool was terminated by signal {Signal(exitCode - 128)} (exit code {Invariant(exitCode)})",
            _ => $"the tool exited with code {Invariant(exitCode)}",
        };
        string remedy = exitCode switch
        {
            NoRuntime => "Install the .NET 10 runtime.",
            128 + 9 => "The machine probably ran out of memory: use fewer or smaller calibration examples, or fewer Threads.",
            _ => "If libtorch crashed on this model, 'mpruner doctor' shows which one was used; otherwise, please report it with the log.",
        };
        return $"{how}; its last line was: {lastLine ?? "none"}. Its whole output is in '{logFile}'. {remedy}";
    }

    private static string Signal(int number) => number switch
    {
        4 => "4 (SIGILL)",
        6 => "6 (SIGABRT)",
        7 => "7 (SIGBUS)",
        8 => "8 (SIGFPE)",
        9 => "9 (SIGKILL)",
        11 => "11 (SIGSEGV)",
        15 => "15 (SIGTERM)",
        _ => Invariant(number),
    };

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
