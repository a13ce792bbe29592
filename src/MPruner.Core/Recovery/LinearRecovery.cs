using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Recovery;

/// <summary>Mends seams without training, front to back, so that each fit sees what flows there after those before it.</summary>
internal static class LinearRecovery
{
    /// <summary>The candidate with every seam mended that is not yet.</summary>
    /// <param name="candidate">The candidate.</param>
    /// <param name="fitter">Finds the ways to mend a seam.</param>
    /// <param name="distance">How far a candidate's outputs are from the model's, by which a way is chosen, leaving the seam be among them; null to go by the error that is left at the seam.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancel">Ends the work between two batches.</param>
    public static Candidate Mend(Candidate candidate, SeamFitter fitter, Func<Candidate, double>? distance, IProgressSink progress, CancellationToken cancel)
    {
        foreach (var seam in candidate.Seams.Where(s => candidate.Repairs.GetValueOrDefault(s.Before)?.Seam != s).ToImmutableArray())
        {
            var ways = fitter.Fit(candidate, seam, progress, cancel);
            candidate = distance is not null
                ? ways.Select(candidate.With).Prepend(candidate).MinBy(distance)!
                : ways.MinBy(w => w.HeldOutError) is { } best ? candidate.With(best) : candidate;
        }

        return candidate;
    }
}
