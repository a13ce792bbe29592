using System.Diagnostics;
using System.Globalization;

namespace MPruner.Tool.Tests.EndToEnd;

public sealed class EndingEarly : IDisposable
{
    private static readonly string[] Long =
        ["prune", "model.pt", "--threads", "1", "--json", "--threshold", "0.3", "--recovery", "Distill"];
    private readonly TemporaryFolder folder = new();
    private readonly ToolProcess tool;

    public EndingEarly()
    {
        tool = new ToolProcess(folder);
        tool.Model("residual_cnn.scripted.pt");
        tool.Data("model.calibration.npz", 60_000);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void AnInterruptionIsExitCode130WithNothingWritten(string signal)
    {
        using var process = StartAndWaitForProgress();

        Signal(signal, process);
        process.WaitForExit();

        Assert.Equal(130, process.ExitCode);
        CheckNothingWritten();
    }

    [Fact]
    public void ASignalEndsTrainingWithNothingWritten()
    {
        using var process = tool.Start([], Long);
        var line = process.StandardError.ReadLine();
        while (line is not null && !line.Contains("Training", StringComparison.Ordinal))
        {
            line = process.StandardError.ReadLine();
        }

        Signal("INT", process);
        process.WaitForExit();

        Assert.NotNull(line);
        Assert.Equal(130, process.ExitCode);
        CheckNothingWritten();
    }

    [Fact]
    public void AKillDoesNotDisturbTheNextRun()
    {
        using (var process = StartAndWaitForProgress())
        {
            Signal("KILL", process);
            process.WaitForExit();
        }

        CheckNothingWritten();
        tool.Data("model.calibration.npz", 192);
        Assert.Equal(0, tool.Run(Long).Exit);
        Assert.True(File.Exists(folder["model.pruned.pt"]));
    }

    private static void Signal(string name, Process process) =>
        Process.Start("kill", ["-" + name, process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();

    private Process StartAndWaitForProgress()
    {
        var process = tool.Start([], Long);
        Assert.Matches("^[A-Z].*: [0-9]+ of [0-9]+$", process.StandardError.ReadLine());
        return process;
    }

    private void CheckNothingWritten() =>
        Assert.Equal([folder["model.calibration.npz"], folder["model.pt"]], Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal));
}
