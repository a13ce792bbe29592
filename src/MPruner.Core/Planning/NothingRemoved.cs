namespace MPruner.Core.Planning;

/// <summary>Explains why no block was removed, and what to change.</summary>
internal static class NothingRemoved
{
    /// <summary>The warning <c>MPR2101</c>; empty if blocks were removed.</summary>
    public static IEnumerable<Diagnostic> Why(MeasuredModel model, Attempts attempts, PruningOptions options) => attempts.Best is not null
        ? []
        : [new("MPR2101", $"Nothing was removed: {Reason(model, attempts, options)}; the original is passed on unchanged.")];

    private static string Reason(MeasuredModel model, Attempts attempts, PruningOptions options)
    {
        if (model.Chains.IsEmpty)
        {
            return "no two submodules of the same class pass on a tensor of the same shape. Name the blocks with Blocks";
        }

        var singletons = model.Clusters.All(chain => chain.All(cluster => cluster.Length == 1));
        if (singletons && model.Chains.Any(m => m.Chain.Blocks.Length > 1))
        {
            return FormattableString.Invariant($"no two consecutive blocks are similar at Threshold {options.Threshold}. Lower Threshold");
        }

        return attempts.Verdicts.IsEmpty
            ? "none of the similar blocks is removable, for the reasons in the report. Choose other Blocks"
            : FormattableString.Invariant($"removing any of the similar blocks lowers quality by more than MaxDrop {options.MaxDrop}. ")
              + "Raise MaxDrop, or give more evaluation data";
    }
}
