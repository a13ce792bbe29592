using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>
/// Orders proposals block by block: of the few that promise most, the one that moves the outputs least for its size comes next.
/// </summary>
/// <param name="run">The budget.</param>
/// <param name="recovery">Repairs candidates.</param>
/// <param name="trials">Compares them.</param>
internal sealed class RemovalOrder(RunContext run, ModelRecovery recovery, TrialRuns trials)
{
    /// <summary>So many of the most promising blocks are tried at each step.</summary>
    private const int Few = 3;

    /// <summary>Where the order ends, if it is set.</summary>
    public SizeBudget Budget { get; } = new(run.Options.MaxParameters, run.Options.MaxBytes);

    /// <summary>
    /// The nested candidates from the first block to all of them, or to where the budget is met, or to where no guard would go on; each
    /// is found when it is asked for.
    /// </summary>
    /// <param name="start">The model with all its blocks.</param>
    /// <param name="proposals">What may be removed.</param>
    public IEnumerable<Candidate> Of(Candidate start, ImmutableArray<Proposal> proposals)
    {
        var current = (Candidate: start, Distance: new OutputDistance(0, IsHopeless: false));
        var left = proposals.ToList();
        while (left.Count > 0 && !(Budget.IsSet && Budget.IsMet(current.Candidate)))
        {
            var few = left.OrderBy(p => p.PredictedCost(current.Candidate.Removed, recovery.Repairs) / p.Block.Parameters).Take(Few).ToList();
            var candidates = few.Select(p => recovery.RepairQuickly(current.Candidate.Without(p.Block))).ToList();
            var (chosen, next, distance) = few.Zip(candidates, trials.Compare(current.Candidate, candidates))
                .MinBy(trial => (trial.Third.Value - current.Distance.Value) / trial.First.Block.Parameters);
            if (!recovery.Trains && distance.IsHopeless)
            {
                yield break;
            }

            current = (next, distance);
            left.Remove(chosen);
            yield return next;
        }
    }
}
