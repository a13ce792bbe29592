using MPruner.Shared.Options;

namespace MPruner.Tool.Options;

/// <summary>Recovery steps and their text.</summary>
internal static class RecoveryText
{
    private static readonly RecoverySteps[] Steps = [RecoverySteps.Linear, RecoverySteps.Distill, RecoverySteps.Finetune];

    /// <summary>The steps; null where the text is not what <see cref="RecoveryWords"/> accepts.</summary>
    public static RecoverySteps? Find(string? text) =>
        RecoveryWords.Find(text)?.Aggregate(RecoverySteps.None, (steps, word) => steps | Enum.Parse<RecoverySteps>(word));

    /// <summary>The canonical text: <c>linear;distill</c>.</summary>
    public static string Of(RecoverySteps steps) => steps == RecoverySteps.None
        ? OptionWords.Of(steps)
        : string.Join(';', Steps.Where(step => steps.HasFlag(step)).Select(OptionWords.Of));
}
