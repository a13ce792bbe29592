using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;

namespace MPruner.Core.Planning;

/// <summary>A candidate as it was judged.</summary>
/// <param name="Candidate">The candidate, recovered.</param>
/// <param name="File">Its file.</param>
/// <param name="Estimate">What was known of it before it was judged.</param>
/// <param name="Decision">The guard's.</param>
internal sealed record Attempt(Candidate Candidate, ReadOnlyMemory<byte> File, Verdict Estimate, GuardDecision Decision)
{
    /// <summary>What is reported of it.</summary>
    public Verdict Verdict => Estimate with { Drop = Decision.Report?.Drop, Metric = Decision.Report?.Metric, Decision = Decision.Decision };

    /// <summary>The four numbers of a removal, without a decision.</summary>
    /// <param name="measurements">The chains as they were measured.</param>
    /// <param name="removed">The removed blocks.</param>
    /// <param name="before">Those that were removed before.</param>
    public static Verdict EstimateOf(ImmutableArray<ChainMeasurement> measurements, ImmutableHashSet<Block> removed, ImmutableHashSet<Block> before)
    {
        var added = removed.Except(before);
        var runs = measurements.SelectMany(m => Run.Of(m, removed)).Where(r => r.Blocks.Any(added.Contains)).ToList();
        return new Verdict([.. added.OrderBy(b => b.Order).Select(b => b.Path)], Lowest(runs.Select(r => r.Cka)), Lowest(runs.Select(r => r.CkaStandardised)), null, "")
        {
            Cosine = Lowest(runs.Select(r => r.Numbers.Cosine)),
            DeletionError = -Lowest(runs.Select(r => -r.Numbers.DeletionError)),
            AffineR2 = Lowest(runs.Select(r => r.Numbers.AffineR2)),
        };
    }

    private static double? Lowest(IEnumerable<double?> similarities)
    {
        var all = similarities.ToList();
        return all.Contains(null) ? null : all.Min();
    }
}
