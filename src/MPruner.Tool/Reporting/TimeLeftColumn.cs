using Spectre.Console;
using Spectre.Console.Rendering;

namespace MPruner.Tool.Reporting;

/// <summary>How long the current stage still takes, as <see cref="StageClock"/> estimates it.</summary>
internal sealed class TimeLeftColumn : ProgressColumn
{
    /// <summary>Where a task keeps the estimate; zero where there is none.</summary>
    public const string Key = "left";

    /// <inheritdoc/>
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(task.State.Get<TimeSpan>(Key) is var left && left > TimeSpan.Zero ? $"{NumberText.Duration(left)} left" : "");
}
