using System.Collections.Immutable;
using MPruner.Core.Formats;

namespace MPruner.Core.Fitting;

/// <summary>Repairs a candidate without training, in execution order, so that each fit sees the stream after all earlier repairs.</summary>
internal static class LinearRecovery
{
    /// <summary>The candidate with all new seams repaired, each by the repair with the smallest held-out error at the seam.</summary>
    public static Candidate RepairQuickly(Candidate candidate, SeamFitter fitter)
    {
        foreach (var seam in candidate.Seams.Where(s => candidate.Repairs.GetValueOrDefault(s.Before)?.Seam != s).ToImmutableArray())
        {
            candidate = fitter.Fit(candidate, seam).MinBy(r => r.HeldOutError) is { } repair ? candidate.With(repair) : candidate;
        }

        return candidate;
    }

    /// <summary>
    /// The candidate with all seams repaired again, and with the blocks after the first seam refitted to write what they wrote in the
    /// original model: later fits reduce the error that earlier ones leave.
    /// </summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="fitter">Finds the possible repairs of a seam.</param>
    /// <param name="distance">
    /// The distance of a candidate's outputs from the original model's. At each seam the repair with the smallest distance is chosen; a
    /// seam may also stay unrepaired.
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
