using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Recovery;

/// <summary>Mends seams without training: of the ways to do so, and of leaving it be, the one that brings the outputs nearest to the model's on the tuning split is taken.</summary>
/// <param name="fitter">Finds the ways.</param>
/// <param name="distance">How far a candidate's outputs are from the model's; smaller is better.</param>
internal sealed class LinearRecovery(SeamFitter fitter, Func<Candidate, double> distance)
{
    /// <summary>The candidate with every seam mended that is not yet, front to back, so that each fit sees what flows there after those before it.</summary>
    public Candidate Mend(Candidate candidate, IProgressSink progress, CancellationToken cancel)
    {
        foreach (var seam in candidate.Seams.Where(s => candidate.Repairs.GetValueOrDefault(s.Before)?.Seam != s).ToImmutableArray())
        {
            candidate = fitter.Fit(candidate, seam, progress, cancel)
                .Select(candidate.With)
                .Prepend(candidate)
                .MinBy(distance)!;
        }

        return candidate;
    }
}
