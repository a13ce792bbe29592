using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;

namespace MPruner.Core.Planning;

/// <summary>A candidate that was judged.</summary>
/// <param name="Candidate">The candidate, recovered, in the form in which it is shipped.</param>
/// <param name="File">The file that is shipped.</param>
/// <param name="Estimate">The estimate from the measured similarities, without a decision.</param>
/// <param name="Decision">The guard's decision.</param>
internal sealed record Attempt(Candidate Candidate, ReadOnlyMemory<byte> File, Verdict Estimate, GuardDecision Decision)
{
    /// <summary>The candidate's file with weights as they were before they were stored.</summary>
    public required ReadOnlyMemory<byte> Exact { get; init; }

    /// <summary>Whether it was rejected without a measurement, because its file is not smaller than one that it was made from.</summary>
    public bool IsLarger { get; init; }

    /// <summary>The verdict for the report.</summary>
    public Verdict Verdict => Estimate with
    {
        Drop = Decision.Report?.Drop,
        Metric = Decision.Report?.Metric,
        Decision = Decision.Decision,
    };

    /// <summary>
    /// The estimate of a removal, without a decision: for each number, its worst value over the removed runs
    /// (the lowest similarity, the highest deletion error).
    /// </summary>
    /// <param name="measurements">The measurements of the chains.</param>
    /// <param name="removed">All removed blocks.</param>
    /// <param name="before">The blocks among them that were removed before.</param>
    public static Verdict EstimateOf(
        ImmutableArray<ChainMeasurement> measurements, ImmutableHashSet<Block> removed, ImmutableHashSet<Block> before)
    {
        var added = removed.Except(before);
        var runs = measurements.SelectMany(m => Run.Of(m, removed)).Where(r => r.Blocks.Any(added.Contains)).ToList();
        var (cka, standardised) = (Lowest(runs.Select(r => r.Cka)), Lowest(runs.Select(r => r.CkaStandardised)));
        return new Verdict([.. added.OrderBy(b => b.Order).Select(b => b.Path)], cka, standardised, null, "")
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
