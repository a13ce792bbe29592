using MPruner.Core;
using MPruner.Tool.Options;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>A row of the table whose model is the pipeline's.</summary>
/// <param name="Strategy">How the blocks to remove are chosen.</param>
/// <param name="Recovery">How the model is recovered.</param>
internal sealed record RowChoice(PruningStrategy Strategy, RecoverySteps Recovery)
{
    /// <summary>What the option expects, for its help and for messages.</summary>
    public const string Expected =
        "STRATEGY:RECOVERY, separated by commas, such as verified:none,verified:linear;distill,paper:finetune";

    /// <summary>Reads the rows; null where the text is not such a list.</summary>
    public static IReadOnlyList<RowChoice>? Find(string text)
    {
        var rows = new List<RowChoice>();
        foreach (var row in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (row.Split(':') is not [var strategy, var recovery]
                || OptionWords.Find<PruningStrategy>(strategy) is not { } known
                || RecoveryText.Find(recovery) is not { } steps)
            {
                return null;
            }

            rows.Add(new RowChoice(known, steps));
        }

        return rows;
    }

    /// <summary>For the table: <c>verified, linear;distill</c>.</summary>
    public override string ToString() => $"{OptionWords.Of(Strategy)}, {RecoveryText.Of(Recovery)}";
}
