using System.Globalization;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary>A finished job in one line of a build log.</summary>
internal static class Summary
{
    /// <summary><c>model.pt: 4 of 12 blocks removed, 144,570 → 120,986 parameters (−16.3%), drop 0.20 points (cached)</c>.</summary>
    public static string Of(string name, FinishedJob job)
    {
        var result = job.Result;
        var blocks = result.Chains.Sum(chain => chain.Blocks.Length);
        var quality = result.Quality is { } measured ? $", drop {NumberText.Drop(measured.Metric, measured.Drop)}" : "";
        var source = job.FromCache ? " (cached)" : "";
        if (result.Removed.IsEmpty)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{name}: none of {blocks} blocks removed, the original is shipped{source}");
        }

        var (before, after) = (NumberText.Grouped(result.Parameters.Before), NumberText.Grouped(result.Parameters.After ?? 0));
        var saving = NumberText.Saving(result.Parameters);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {result.Removed.Length} of {blocks} blocks removed, {before} → {after} parameters ({saving}){quality}{source}");
    }
}
