using System.Diagnostics;
using System.Globalization;
using MPruner.Core.Reports;
using MPruner.Tool.Caching;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary>A result in one line, as in a build log.</summary>
internal static class Summary
{
    /// <summary><c>model.pt: 4 of 12 blocks removed, 144,570 → 120,986 parameters (−16.3%), drop 0.20 points (cached)</c>.</summary>
    public static string Of(string name, FinishedJob job) => Of(name, job.Result) + job.Origin switch
    {
        RunOrigin.Computed => "",
        RunOrigin.ThisMachine => " (cached)",
        RunOrigin.OtherMachine => " (cached by another machine)",
        _ => throw new UnreachableException(),
    };

    /// <summary>The same of a model that was pruned, or else what is known of it.</summary>
    public static string Of(string name, PruningResult result)
    {
        if (result.Output is not null)
        {
            return $"{name}: {OfPrune(result)}";
        }

        return result.Quality is { } quality ? $"{name}: {OfVerdict(quality)}" : $"{name}: {OfChains(result)}";
    }

    private static string OfPrune(PruningResult result)
    {
        var blocks = result.Chains.Sum(chain => chain.Blocks.Length);
        var quality = result.Quality is { } measured ? $", drop {NumberText.Drop(measured.Metric, measured.Drop)}" : "";
        var bytes = result.Stored is { } stored
            ? $", weights as {NumberText.Storage(stored)}, {NumberText.Grouped(result.Bytes.Before)} → "
              + $"{NumberText.Grouped(result.Bytes.After ?? 0)} bytes ({NumberText.Saving(result.Bytes)})"
            : "";
        var narrowed = result.Narrowed.IsEmpty ? "" : $", {NumberText.Count(result.Narrowed.Length, "inner dimension")} narrowed";
        if (result.Removed.IsEmpty && result.Narrowed.IsEmpty)
        {
            var shipped = bytes.Length == 0 ? ", the original is shipped" : bytes + quality;
            return string.Create(CultureInfo.InvariantCulture, $"none of {blocks} blocks removed{shipped}");
        }

        var (before, after) = (NumberText.Grouped(result.Parameters.Before), NumberText.Grouped(result.Parameters.After ?? 0));
        var parameters = $"{before} → {after} parameters ({NumberText.Saving(result.Parameters)})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Removed.Length} of {blocks} blocks removed{narrowed}, {parameters}{bytes}{quality}");
    }

    private static string OfVerdict(QualityReport quality)
    {
        var decision = quality.Accepted ? "accepted" : "not accepted";
        return $"{decision}, drop {NumberText.Drop(quality.Metric, quality.Drop)} (95% interval {NumberText.Interval(quality)})";
    }

    private static string OfChains(PruningResult result)
    {
        var blocks = NumberText.Count(result.Chains.Sum(chain => chain.Blocks.Length), "block");
        var similar = result.Chains.Sum(chain => chain.Clusters.Where(cluster => cluster.Length > 1).Sum(cluster => cluster.Length));
        var clusters = result.Chains.Any(chain => chain.Cka is not null) ? $", {similar} of them in clusters of similar ones" : "";
        var chains = NumberText.Count(result.Chains.Length, "chain");
        return $"{NumberText.Grouped(result.Parameters.Before)} parameters, {blocks} in {chains}{clusters}";
    }
}
