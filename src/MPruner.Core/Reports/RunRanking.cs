using System.Collections.Immutable;
using System.Diagnostics;

namespace MPruner.Core.Reports;

/// <summary>Ranks runs of equally many blocks by a criterion; rank 1 is what the criterion would remove first.</summary>
/// <param name="runs">The runs, of any lengths.</param>
public sealed class RunRanking(ImmutableArray<RunReport> runs)
{
    private readonly ILookup<int, RunReport> byLength = runs.ToLookup(run => run.Blocks.Length);

    /// <summary>The value of a criterion; null if undefined.</summary>
    public static double? ValueOf(RunReport run, RunCriterion criterion)
    {
        ArgumentNullException.ThrowIfNull(run);
        return criterion switch
        {
            RunCriterion.Cka => run.Cka,
            RunCriterion.Cosine => run.Cosine,
            RunCriterion.Angular => run.Angle,
            RunCriterion.RelativeError => run.DeletionError,
            RunCriterion.AffineR2 => run.AffineR2,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>The rank of a run among those of equally many blocks, from 1 on; null if undefined. Equal values share a rank.</summary>
    public int? RankOf(RunReport run, RunCriterion criterion)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (ValueOf(run, criterion) is not { } own)
        {
            return null;
        }

        var values = byLength[run.Blocks.Length].Select(other => ValueOf(other, criterion));
        return 1 + (criterion is RunCriterion.Angular or RunCriterion.RelativeError
            ? values.Count(value => value < own)
            : values.Count(value => value > own));
    }
}
