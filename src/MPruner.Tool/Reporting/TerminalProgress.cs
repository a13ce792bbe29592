using MPruner.Core.Ports;
using Spectre.Console;

namespace MPruner.Tool.Reporting;

/// <summary>Progress for a person at a terminal: one bar for the current stage, removed at the end.</summary>
internal sealed class TerminalProgress : IProgressSink
{
    private const int LongestStage = 36;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly ProgressContext context;
    private readonly TimeProvider clock;
    private readonly StageClock stages;
    private readonly long start;
    private ProgressTask? current;

    private TerminalProgress(ProgressContext context, TimeProvider clock)
    {
        this.context = context;
        this.clock = clock;
        stages = new StageClock(clock);
        start = clock.GetTimestamp();
    }

    /// <summary>Runs work under a bar on the standard error.</summary>
    public static T Run<T>(TextWriter error, TimeProvider clock, Func<IProgressSink, T> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(error),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
        });
        return console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(
                new SpinnerColumn(Spinner.Known.Dots),
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 32 },
                new PercentageColumn(),
                new TimeLeftColumn())
            .Start(context => work(new TerminalProgress(context, clock)));
    }

    /// <inheritdoc/>
    public void Report(string stage, int done, int total)
    {
        var isNew = stages.Enter(stage, done);
        if (clock.GetElapsedTime(start) < Patience)
        {
            return;
        }

        if (isNew || current is null)
        {
            current?.StopTask();
            current?.Value(current.MaxValue);
            current = context.AddTask(Markup.Escape(Shortened(stage)));
        }

        current.MaxValue = Math.Max(total, 1);
        current.Value = done;
        current.State.Update<TimeSpan>(TimeLeftColumn.Key, _ => stages.Left(done, total) ?? TimeSpan.Zero);
    }

    /// <inheritdoc/>
    /// <remarks>The result carries it too, and is printed right after.</remarks>
    public void Warn(Diagnostic diagnostic)
    {
    }

    /// <summary>A bar that wraps cannot be drawn in place.</summary>
    private static string Shortened(string stage) => stage.Length <= LongestStage ? stage : stage[..(LongestStage - 1)] + "…";
}
