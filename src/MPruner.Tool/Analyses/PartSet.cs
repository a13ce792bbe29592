using MPruner.Core.Pipeline;

namespace MPruner.Tool.Analyses;

/// <summary>Puts the parts of an analysis together.</summary>
internal static class PartSet
{
    /// <summary>Adds up all parts; their order does not matter.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="output">The file that the result is for.</param>
    /// <exception cref="ToolException">
    /// <c>MPR3501</c>: a file is no part; <c>MPR3502</c>: parts are not of one measurement; <c>MPR3503</c>: some are missing;
    /// <c>MPR3504</c>: one is there twice.
    /// </exception>
    public static AnalysisFile Merge(IReadOnlyList<string> paths, string output)
    {
        var parts = paths.Select(AnalysisFile.Read).ToList();
        if (parts.Find(part => part.Shard is null) is { } whole)
        {
            throw new ToolException("MPR3501", whole.Path, "This is a whole analysis; expected parts of one. Leave it out.");
        }

        var sorted = parts.OrderBy(part => part.Shard!.Index).ThenBy(part => part.Path, StringComparer.Ordinal).ToList();
        CheckIdentities(sorted);
        CheckNumbers(sorted);
        var sums = MergedAnalysis.Of([.. sorted.Select(part => part.Sums)]) with { Name = output };
        return sorted[0] with { Shard = null, Sums = sums };
    }

    private static void CheckIdentities(List<AnalysisFile> parts)
    {
        var first = parts[0];
        foreach (var part in parts.Skip(1))
        {
            var difference = part.Shard!.Count == first.Shard!.Count
                ? AnalysisIdentity.Difference(part.Identity, first.Identity)
                : $"it is part {ShardText.Of(part.Shard)}; expected one of {first.Shard.Count}";
            if (difference is not null)
            {
                throw new ToolException(
                    "MPR3502",
                    part.Path,
                    $"This part does not belong to '{first.Path}': {difference}. "
                    + "Measure all parts with the same model, data, options, threads and version of mpruner.");
            }
        }
    }

    private static void CheckNumbers(List<AnalysisFile> parts)
    {
        var count = parts[0].Shard!.Count;
        foreach (var (part, next) in parts.Zip(parts.Skip(1)))
        {
            if (part.Shard == next.Shard)
            {
                throw new ToolException(
                    "MPR3504",
                    next.Path,
                    $"This is part {ShardText.Of(next.Shard!)}, and so is '{part.Path}'; expected each part once. Leave one of them out.");
            }
        }

        var missing = Enumerable.Range(1, count).Except(parts.Select(part => part.Shard!.Index)).ToList();
        if (missing.Count > 0)
        {
            throw new ToolException(
                "MPR3503",
                parts[0].Path,
                $"This is one of {count} parts, of which {parts.Count} were given; part {missing[0]}/{count} is missing. "
                + $"Name all files, or measure it with --shard {missing[0]}/{count}.");
        }
    }
}
