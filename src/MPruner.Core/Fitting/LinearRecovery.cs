using System.Collections.Immutable;
using MPruner.Core.Formats;

namespace MPruner.Core.Fitting;

/// <summary>Repairs a candidate without training, front to back, so that each fit sees what flows there after those before it.</summary>
internal static class LinearRecovery
{
    /// <summary>The candidate with every seam repaired that is not yet, each in the way that leaves the smallest error there.</summary>
    public static Candidate RepairQuickly(Candidate candidate, SeamFitter fitter)
    {
        foreach (var seam in candidate.Seams.Where(s => candidate.Repairs.GetValueOrDefault(s.Before)?.Seam != s).ToImmutableArray())
        {
            candidate = fitter.Fit(candidate, seam).MinBy(r => r.HeldOutError) is { } repair ? candidate.With(repair) : candidate;
        }

        return candidate;
    }

    /// <summary>
    /// The candidate with every seam repaired again, and with the blocks behind the first seam refitted to write what they wrote in the model:
    /// what one fit leaves over the next ones make smaller.
    /// </summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="fitter">Finds the repairs of a seam.</param>
    /// <param name="distance">
    /// How far a candidate's outputs are from the model's: a repair is chosen by it, and no repair is a choice, too.
    /// </param>
    public static Candidate Repair(Candidate candidate, SeamFitter fitter, Func<Candidate, double> distance)
    {
        candidate = candidate with { Repairs = candidate.Repairs.Clear() };
        var seams = candidate.Seams.ToDictionary(s => s.Before);
        foreach (var block in candidate.Remaining.SkipWhile(b => !seams.ContainsKey(b)))
        {
            candidate = seams.TryGetValue(block, out var seam)
                ? fitter.Fit(candidate, seam).Select(candidate.With).Prepend(candidate).MinBy(distance)!
                : fitter.Fit(candidate, Seam.Empty(block)).Aggregate(candidate, (refitted, refit) => refitted.With(refit));
        }

        return candidate;
    }
}
