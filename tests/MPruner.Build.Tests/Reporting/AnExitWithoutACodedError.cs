using MPruner.Build.Reporting;

namespace MPruner.Build.Tests.Reporting;

public sealed class AnExitWithoutACodedError
{
    [Theory]
    [InlineData(139, "signal 11 (SIGSEGV) (exit code 139)")]
    [InlineData(134, "signal 6 (SIGABRT)")]
    [InlineData(137, "The machine probably ran out of memory")]
    [InlineData(150, "no .NET runtime for the tool")]
    [InlineData(5, "exited with code 5")]
    [InlineData(0, "without a result")]
    public void IsExplainedByItsExitCode(int exitCode, string expected)
    {
        string text = ToolExit.Describe(exitCode, "terminate called", "/obj/mpruner.log");

        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Contains("terminate called", text, StringComparison.Ordinal);
        Assert.Contains("'/obj/mpruner.log'", text, StringComparison.Ordinal);
    }
}
