using MPruner.Tool.Options;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Tests.Reporting;

public sealed class ShowingProgress : IDisposable
{
    private readonly ToolSandbox sandbox = new();
    private readonly ManualClock clock = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void ALogGetsALineEveryFewSecondsWithTheTimeLeft()
    {
        Run(sandbox.Context, 12);

        Assert.Equal(
            ["Measuring: 10 of 120, 11 s left", "Measuring: 60 of 120, 6 s left", "Measuring: 110 of 120, 1 s left"],
            Lines());
    }

    /// <summary>Ten steps a second; the epoch that is checked in between takes ten seconds.</summary>
    [Fact]
    public void TheTimeLeftOfAStageThatGoesOnDoesNotCountWhatWasDoneBefore()
    {
        (sandbox.Context with { Clock = clock }).WithProgress(progress =>
        {
            progress.Report("Training", 50, 150);
            clock.Now += TimeSpan.FromSeconds(10);
            progress.Report("Checking the epoch", 1, 1);
            progress.Report("Training", 51, 150);
            clock.Now += TimeSpan.FromSeconds(5);
            progress.Report("Training", 101, 150);
            return 0;
        });

        Assert.Equal("Training: 101 of 150, 5 s left", Lines()[^1]);
    }

    [Fact]
    public void WorkOfLessThanASecondIsSilent()
    {
        Run(sandbox.Context, 0);

        Assert.Equal([""], Lines(all: true));
    }

    [Fact]
    public void DetailedWritesHowLongEveryStageTook()
    {
        Run(sandbox.Context with { Level = new() { Verbosity = Verbosity.Detailed } }, 12);

        Assert.Equal(["Measuring: 12.0 s", "Scoring: 0.0 s"], Lines().Where(line => line.EndsWith(".0 s", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Verbosity.Quiet)]
    [InlineData(Verbosity.Minimal)]
    public void LowerLevelsWriteNone(object level)
    {
        Run(sandbox.Context with { Level = new() { Verbosity = (Verbosity)level }, ErrorIsTerminal = true }, 12);

        Assert.Equal([""], Lines(all: true));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("NO_COLOR", false)]
    [InlineData("CI", false)]
    public void OnlyATerminalGetsABarAndNoneWhereColoursAreUnwantedOrOnABuildServer(string? variable, bool isLive)
    {
        if (variable is not null)
        {
            sandbox.Set(variable, "true");
        }

        Run(sandbox.Context with { ErrorIsTerminal = true }, 12);

        Assert.Equal(isLive, sandbox.Error.ToString().Contains('\x1b', StringComparison.Ordinal));
        Assert.NotEmpty(sandbox.Error.ToString());
    }

    [Theory]
    [InlineData(0.2, "1 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(4040, "1 h 7 min")]
    public void DurationsAreRough(double seconds, string text) => Assert.Equal(text, NumberText.Duration(TimeSpan.FromSeconds(seconds)));

    private string[] Lines(bool all = false) =>
        sandbox.Error.ToString().Split('\n', all ? StringSplitOptions.None : StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A stage of 120 examples, ten a second, and one that takes no time.</summary>
    private void Run(ToolContext context, int seconds) => (context with { Clock = clock }).WithProgress(progress =>
    {
        progress.Report("Measuring", 0, 120);
        for (var second = 1; second <= seconds; second++)
        {
            clock.Now += TimeSpan.FromSeconds(1);
            progress.Report("Measuring", second * 10, 120);
        }

        progress.Report("Scoring", 1, 1);
        return 0;
    });

    private sealed class ManualClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
