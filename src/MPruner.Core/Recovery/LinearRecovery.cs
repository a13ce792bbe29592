using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Recovery;

/// <summary>Mends a candidate without training, front to back, so that each fit sees what flows there after those before it.</summary>
internal static class LinearRecovery
{
    /// <summary>The candidate with every seam mended that is not yet, each in the way that leaves the smallest error there.</summary>
    public static Candidate MendQuickly(Candidate candidate, SeamFitter fitter, IProgressSink progress, CancellationToken cancel)
    {
        foreach (var seam in candidate.Seams.Where(s => candidate.Repairs.GetValueOrDefault(s.Before)?.Seam != s).ToImmutableArray())
        {
            candidate = fitter.Fit(candidate, seam, progress, cancel).MinBy(w => w.HeldOutError) is { } way ? candidate.With(way) : candidate;
        }

        return candidate;
    }

    /// <summary>
    /// The candidate with every seam mended anew, and with the blocks behind the first seam refitted to write what they wrote in the model: what one fit leaves over the
    /// next ones make smaller.
    /// </summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="fitter">Finds the ways to mend a seam.</param>
    /// <param name="distance">How far a candidate's outputs are from the model's, by which a way is chosen, leaving the seam be among them.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Ends the work between two batches.</param>
    public static Candidate Mend(Candidate candidate, SeamFitter fitter, Func<Candidate, double> distance, IProgressSink progress, CancellationToken cancel)
    {
        candidate = candidate with { Repairs = candidate.Repairs.Clear() };
        var seams = candidate.Seams.ToDictionary(s => s.Before);
        var behind = candidate.Subject.Blocks.Where(b => !candidate.Removed.Contains(b)).OrderBy(b => b.Calls[0].Call.Order).SkipWhile(b => !seams.ContainsKey(b));
        foreach (var block in behind.ToImmutableArray())
        {
            if (seams.TryGetValue(block, out var seam))
            {
                candidate = fitter.Fit(candidate, seam, progress, cancel).Select(candidate.With).Prepend(candidate).MinBy(distance)!;
            }
            else
            {
                candidate = fitter.Fit(candidate, Seam.Without(block), progress, cancel).Aggregate(candidate, (mended, refit) => mended.With(refit));
            }
        }

        return candidate;
    }
}
