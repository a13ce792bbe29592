namespace MPruner.Tool.Options;

/// <summary>How recovery steps are spelled: <c>None</c>, or steps joined by semicolons, <c>Linear;Distill</c>, in any case and order.</summary>
internal static class RecoveryText
{
    /// <summary>What is expected, for messages.</summary>
    public const string Expected = "None, or one or more of Linear, Distill and Finetune joined by semicolons";

    /// <summary>The steps; null where the text is none of these.</summary>
    public static RecoverySteps? Find(string? text)
    {
        var steps = RecoverySteps.None;
        foreach (var word in (text ?? "").Split(';', StringSplitOptions.TrimEntries))
        {
            if (OptionWords.Find<RecoverySteps>(word) is not { } step || (step != RecoverySteps.None && steps.HasFlag(step)) || (step == RecoverySteps.None && text!.Contains(';', StringComparison.Ordinal)))
            {
                return null;
            }

            steps |= step;
        }

        return steps;
    }

    /// <summary>The canonical text: <c>linear;distill</c>.</summary>
    public static string Of(RecoverySteps steps) => steps == RecoverySteps.None
        ? OptionWords.Of(steps)
        : string.Join(';', new[] { RecoverySteps.Linear, RecoverySteps.Distill, RecoverySteps.Finetune }.Where(step => steps.HasFlag(step)).Select(OptionWords.Of));
}
