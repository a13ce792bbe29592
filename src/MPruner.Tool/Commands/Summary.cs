using System.Diagnostics;
using System.Globalization;
using MPruner.Tool.Caching;
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
        var source = job.Origin switch
        {
            RunOrigin.Computed => "",
            RunOrigin.ThisMachine => " (cached)",
            RunOrigin.OtherMachine => " (cached by another machine)",
            _ => throw new UnreachableException(),
        };
        var bytes = result.Stored is { } stored
            ? $", weights as {NumberText.Storage(stored)}, {NumberText.Grouped(result.Bytes.Before)} → "
              + $"{NumberText.Grouped(result.Bytes.After ?? 0)} bytes ({NumberText.Saving(result.Bytes)})"
            : "";
        var narrowed = result.Narrowed.IsEmpty ? "" : $", {NumberText.Count(result.Narrowed.Length, "inner dimension")} narrowed";
        if (result.Removed.IsEmpty && result.Narrowed.IsEmpty)
        {
            var shipped = bytes.Length == 0 ? ", the original is shipped" : bytes + quality;
            return string.Create(CultureInfo.InvariantCulture, $"{name}: none of {blocks} blocks removed{shipped}{source}");
        }

        var (before, after) = (NumberText.Grouped(result.Parameters.Before), NumberText.Grouped(result.Parameters.After ?? 0));
        var parameters = $"{before} → {after} parameters ({NumberText.Saving(result.Parameters)})";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {result.Removed.Length} of {blocks} blocks removed{narrowed}, {parameters}{bytes}{quality}{source}");
    }
}
