using System.Collections.Immutable;
using MPruner.Core.Reports;

namespace MPruner.Core.Planning;

/// <summary>Explains why no block was removed, and what to change.</summary>
internal static class NothingRemoved
{
    /// <summary>The original stores its weights in fewer bytes, or a repair has as many values as what it replaces.</summary>
    private const string NoSmallerFile =
        "no candidate's file is smaller than the original's. If that was written with Storage, prune with the same Storage, or prune the "
        + "model that it was made from; otherwise choose larger Blocks";

    /// <summary>The warning <c>MPR2101</c>; empty if blocks were removed.</summary>
    public static IEnumerable<Diagnostic> Why(MeasuredModel model, Attempts attempts, PruningOptions options)
    {
        if (!attempts.Removed.IsEmpty || !attempts.Narrowed.IsEmpty)
        {
            return [];
        }

        var result = attempts.Best is null ? "the original is passed on unchanged" : "only the storage of its weights is changed";
        var reason = attempts.AreAllLarger ? NoSmallerFile : Reason(model, attempts.Removals, options);
        return [new("MPR2101", $"Nothing was removed: {reason}; {result}.")];
    }

    private static string Reason(MeasuredModel model, ImmutableArray<Verdict> verdicts, PruningOptions options)
    {
        if (model.Chains.IsEmpty)
        {
            return "no blocks were found: modules of one class that pass a tensor of one shape on to one another. If the code around them "
                + "adds residuals or calls their norms, put each block, with its norm and its addition, into a module of its own; "
                + "otherwise name them with Blocks";
        }

        // Where units were attempted, blocks are not the only reason.
        var singletons = verdicts.IsEmpty && model.Clusters.All(chain => chain.All(cluster => cluster.Length == 1));
        if (singletons && model.Chains.All(chain => chain.Constant.Length >= chain.Chain.Blocks.Length - 1))
        {
            return "no two consecutive blocks have a similarity, because their outputs do not vary. Check the calibration data";
        }

        if (singletons && model.Chains.Any(m => m.Chain.Blocks.Length > 1))
        {
            return FormattableString.Invariant($"no two consecutive blocks are similar at Threshold {options.Threshold}. Lower Threshold");
        }

        if (verdicts.IsEmpty)
        {
            return "none of the similar blocks is removable, for the reasons in the report. Choose other Blocks";
        }

        // Where there is no measurement, the engine refused the candidate, or its outputs cannot be compared with the original's.
        var unmeasured = verdicts.Where(v => v.Metric is null).ToList();
        var first = unmeasured.Count == 0 ? "" : unmeasured[0].Decision.Replace("rejected: ", "", StringComparison.Ordinal);
        if (unmeasured.Count == verdicts.Length)
        {
            return "no candidate could be compared with the original, so quality is not the reason. "
                + $"Of the first one: {first.TrimEnd('.')}. "
                + "Choose other Blocks; if the engine refused it, please report the reason and where the model comes from";
        }

        var others = unmeasured.Count == 0
            ? ""
            : $". Besides, {unmeasured.Count} of {verdicts.Length} candidates could not be compared; "
              + $"of the first one: {first.TrimEnd('.')}";
        var narrowed = verdicts.Any(v => !v.Narrowed.IsEmpty);
        var removals = narrowed ? "removing similar blocks or units inside blocks" : "removing any of the similar blocks";
        return FormattableString.Invariant($"{removals} lowers quality by more than MaxDrop {options.MaxDrop}. ")
            + $"Raise MaxDrop, or give more evaluation data{others}";
    }
}
