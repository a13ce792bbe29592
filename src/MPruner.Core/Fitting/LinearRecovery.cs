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
            candidate = Repairs(candidate, seam, fitter).MinBy(r => r.HeldOutError) is { } repair ? candidate.With(repair) : candidate;
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
    /// The distance of a candidate's outputs from the original model's. Of the repairs of a seam, and of a block after it, the one with the
    /// smallest distance is taken, and none if none comes nearer.
    /// </param>
    public static Candidate Repair(Candidate candidate, SeamFitter fitter, Func<Candidate, double> distance)
    {
        candidate = candidate with { Repairs = candidate.Repairs.Clear() };
        var seams = candidate.Seams.ToDictionary(s => s.Before);
        var following = candidate.Remaining.SkipWhile(b => !seams.ContainsKey(b));
        return Repair(candidate, following.Select(block => seams.GetValueOrDefault(block) ?? Seam.Empty(block)), fitter, distance);
    }

    /// <summary>
    /// A model with the first of some changed blocks and those after it refitted to write what they wrote in the original model, as
    /// <see cref="Repair(Candidate, SeamFitter, Func{Candidate, double})"/> does behind a seam.
    /// </summary>
    /// <param name="changed">The model, of which nothing is removed, and the paths of its changed blocks.</param>
    /// <param name="fitter">Finds the possible repairs.</param>
    /// <param name="distance">The distance of a candidate's outputs from the original model's.</param>
    public static Candidate Refit((Candidate Model, HashSet<string> Blocks) changed, SeamFitter fitter, Func<Candidate, double> distance)
    {
        var following = changed.Model.Remaining.SkipWhile(block => !changed.Blocks.Contains(block.Path));
        return Repair(changed.Model, following.Select(Seam.Empty), fitter, distance);
    }

    private static Candidate Repair(
        Candidate candidate, IEnumerable<Seam> seams, SeamFitter fitter, Func<Candidate, double> distance)
    {
        double? smallest = null;
        foreach (var seam in seams)
        {
            var repairs = Repairs(candidate, seam, fitter);
            if (repairs.IsEmpty)
            {
                continue;
            }

            smallest ??= distance(candidate);
            var (nearest, remaining) = repairs.Select(candidate.With)
                .Select(repaired => (Candidate: repaired, Distance: distance(repaired)))
                .MinBy(repaired => repaired.Distance);
            if (remaining < smallest)
            {
                (candidate, smallest) = (nearest, remaining);
            }
        }

        return candidate;
    }

    /// <summary>The repairs that leave the candidate smaller: a stitch of thin blocks may have more values than they had.</summary>
    private static ImmutableArray<SeamRepair> Repairs(Candidate candidate, Seam seam, SeamFitter fitter)
    {
        var removed = candidate.Model.Chains.Single(chain => chain.Blocks.Contains(seam.Before)).Blocks
            .SkipWhile(block => block != seam.Before)
            .Skip(1)
            .TakeWhile(candidate.Removed.Contains)
            .Sum(block => block.Parameters);
        return [.. fitter.Fit(candidate, seam).Where(repair => repair.Stitch is not { } stitch || stitch.Values < removed)];
    }
}
