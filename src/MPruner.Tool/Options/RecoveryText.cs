namespace MPruner.Tool.Options;

/// <summary>How recovery steps are spelled: <c>None</c>, or steps joined by semicolons in any order: <c>Linear;Distill</c>.</summary>
internal static class RecoveryText
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "None, or one or more of Linear, Distill and Finetune joined by semicolons";

    private static readonly RecoverySteps[] Steps = [RecoverySteps.Linear, RecoverySteps.Distill, RecoverySteps.Finetune];

    /// <summary>The steps; null where the text is none of these, or names a step twice.</summary>
    public static RecoverySteps? Find(string? text)
    {
        var words = (text ?? "").Split(';', StringSplitOptions.TrimEntries);
        if (words is [var word] && OptionWords.Find<RecoverySteps>(word) is RecoverySteps.None)
        {
            return RecoverySteps.None;
        }

        var steps = RecoverySteps.None;
        foreach (var step in words.Select(OptionWords.Find<RecoverySteps>))
        {
            if (step is null or RecoverySteps.None || steps.HasFlag(step.Value))
            {
                return null;
            }

            steps |= step.Value;
        }

        return steps;
    }

    /// <summary>The canonical text: <c>linear;distill</c>.</summary>
    public static string Of(RecoverySteps steps) => steps == RecoverySteps.None
        ? OptionWords.Of(steps)
        : string.Join(';', Steps.Where(step => steps.HasFlag(step)).Select(OptionWords.Of));
}
