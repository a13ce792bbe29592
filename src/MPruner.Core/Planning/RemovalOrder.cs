using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>
/// Orders the proposed blocks greedily: at each step, a few promising blocks are tried, and the one whose removal changes the outputs least
/// per parameter comes next.
/// </summary>
/// <param name="recovery">Repairs trials.</param>
/// <param name="outputs">Compares trials.</param>
/// <param name="budget">The size at which the order ends, if one is set.</param>
internal sealed class RemovalOrder(ModelRecovery recovery, OutputComparison outputs, SizeBudget budget)
{
    /// <summary>The number of blocks that are tried at each step.</summary>
    private const int Few = 3;

    /// <summary>The size at which the order ends, if one is set.</summary>
    public SizeBudget Budget => budget;

    /// <summary>
    /// The candidates with the first 1, 2, 3, … blocks of the order removed. The sequence ends with all proposed blocks removed, when the
    /// budget is met, or before a candidate that the guard would almost certainly reject. It is computed lazily.
    /// </summary>
    /// <param name="start">The model with all its blocks.</param>
    /// <param name="proposals">The proposed blocks.</param>
    public IEnumerable<OrderedRemoval> Of(Candidate start, ImmutableArray<Proposal> proposals)
    {
        var current = (Candidate: start, Distance: new OutputDistance(0, IsHopeless: false));
        var left = proposals.ToList();
        while (left.Count > 0 && !(Budget.IsSet && Budget.IsMet(current.Candidate)))
        {
            var few = left
                .OrderBy(p => p.PredictedCost(current.Candidate.Removed, recovery.Repairs) / Math.Max(p.Block.Parameters, 1))
                .Take(Few)
                .ToList();
            var candidates = few.Select(p => recovery.RepairQuickly(current.Candidate.Without(p.Block))).ToList();
            var (chosen, next, distance) = few.Zip(candidates, outputs.Compare(current.Candidate, candidates))
                .MinBy(trial => (trial.Third.Value - current.Distance.Value) / Math.Max(trial.First.Block.Parameters, 1));
            if (!recovery.Trains && distance.IsHopeless)
            {
                yield break;
            }

            current = (next, distance);
            left.Remove(chosen);
            yield return new(next, distance.Value);
        }
    }
}

/// <summary>A model without the first blocks of an order.</summary>
/// <param name="Candidate">The candidate, with its seams repaired quickly.</param>
/// <param name="Distance">The distance of its outputs from the original's.</param>
internal sealed record OrderedRemoval(Candidate Candidate, double Distance);
