using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Clustering;
using MPruner.Core.Instrumentation;
using MPruner.Core.Recovery;

namespace MPruner.Core.Planning;

/// <summary>
/// Takes clusters as proposals and verifies them by their real effect on held-out data: everything that is proposed at once; where the guard refuses that, block by
/// block, of the few that promise most the one that moves the outputs least for its size.
/// </summary>
/// <remarks>
/// Where all went, the model is measured anew and asked again. Where not, first the order is found, then the longest start of it that the guard accepts: training is dear.
/// </remarks>
/// <param name="original">The model as it is.</param>
/// <param name="measurements">Its chains.</param>
/// <param name="measure">Measures another model's.</param>
/// <param name="recovery">Mends and trains candidates.</param>
/// <param name="trials">Compares candidates.</param>
/// <param name="judge">Scores.</param>
/// <param name="options">Threshold, clustering, what is to be reached.</param>
internal sealed class VerifiedSearch(
    Subject original,
    ImmutableArray<ChainMeasurement> measurements,
    Func<Subject, ImmutableArray<ChainMeasurement>> measure,
    ModelRecovery recovery,
    TrialRuns trials,
    CandidateJudge judge,
    PruningOptions options) : ISearch
{
    /// <summary>So many of the most promising blocks are tried at each step.</summary>
    private const int Few = 3;

    private readonly List<Attempt> accepted = [];
    private readonly List<Verdict> verdicts = [];
    private readonly SizeBudget budget = new(options.MaxParameters, options.MaxBytes);
    private ImmutableArray<ChainMeasurement> chains = [];
    private ImmutableArray<Proposal> proposals = [];
    private Candidate start = new(original, []);
    private ImmutableArray<string> removedBefore = [];

    /// <summary>The order found for the model as it is; null where it was not needed.</summary>
    private List<Candidate>? way;

    /// <inheritdoc/>
    public IEnumerable<Attempt> LongestFirst()
    {
        foreach (var attempt in accepted.AsEnumerable().Reverse())
        {
            yield return attempt;
        }

        if (accepted.Count == 0)
        {
            yield break;
        }

        // Shorter ones are tried only now, when they are asked for.
        var tried = accepted.Min(a => a.Removed.Length);
        Begin(original, measurements, []);
        way ??= [.. Order()];
        for (var length = Math.Min(tried - 1, way.Count); length > 0; length--)
        {
            if (Accept(way[length - 1], start))
            {
                yield return accepted[^1];
            }
        }
    }

    /// <inheritdoc/>
    public ImmutableArray<Verdict> Verdicts => [.. verdicts];

    /// <inheritdoc/>
    public void Run()
    {
        Begin(original, measurements, []);

        // Nothing is built on what the accept split will refuse.
        while (Round() && !(budget.IsSet && budget.IsMet(accepted[^1].Program)) && judge.Accept(accepted[^1].File).Accepted)
        {
            var best = original.Reopened(accepted[^1].File, options.Blocks);
            Begin(best, measure(best), accepted[^1].Removed);
        }
    }

    private void Begin(Subject model, ImmutableArray<ChainMeasurement> measured, ImmutableArray<string> missing)
    {
        start = new Candidate(model.Measured(measured), []);
        chains = measured;
        removedBefore = missing;
        proposals = Proposal.Of(chains, [.. chains.Select(c => ClusterFinder.Find(options.Clustering, c.Cka, options.Threshold, c.BreakBefore.AsSpan()))], block => model.Program.CountParameters(block.Module));
    }

    /// <summary>Whether all that was proposed went.</summary>
    private bool Round()
    {
        if (proposals.IsEmpty)
        {
            return false;
        }

        var all = start with { Removed = [.. proposals.Select(p => p.Block)] };
        if ((!budget.IsSet || !budget.IsMet(all)) && Accept(all, start))
        {
            return true;
        }

        List<Candidate> order = [.. Order()];
        way = removedBefore.IsEmpty ? order : way;
        Shorten(order);
        return false;
    }

    /// <summary>The nested candidates of a way from the first block to all of them, or to where the budget is met, or to where no guard would go on.</summary>
    private IEnumerable<Candidate> Order()
    {
        var current = (Candidate: start, Distance: new Nearness(0, IsHopeless: false));
        var left = proposals.ToList();
        while (left.Count > 0 && !(budget.IsSet && budget.IsMet(current.Candidate)))
        {
            var few = left.OrderBy(p => p.PredictedCost(current.Candidate.Removed, recovery.Mends) / p.Parameters).Take(Few).ToList();
            var candidates = few.Select(p => recovery.Quick(current.Candidate with { Removed = current.Candidate.Removed.Add(p.Block) })).ToList();
            var (chosen, next, distance) = few.Zip(candidates, trials.Compare(current.Candidate, candidates))
                .MinBy(trial => (trial.Third.Value - current.Distance.Value) / trial.First.Parameters);
            if (!recovery.Trains && distance.IsHopeless)
            {
                yield break;
            }

            current = (next, distance);
            left.Remove(chosen);
            yield return next;
        }
    }

    /// <summary>Accepts the longest start of the way that the guard lets through, looked for between the longest accepted and the shortest refused one, where the limit would lie if the drop grew evenly.</summary>
    private void Shorten(List<Candidate> order)
    {
        // All of it was refused before, unless a budget ended the way.
        var isWhole = order.Count > 0 && order[^1].Removed.Count == proposals.Length;
        var low = 0;
        var high = isWhole ? order.Count - 1 : order.Count;
        var lowDrop = 0.0;
        var highDrop = isWhole ? LastDrop : null;
        var longest = start;
        while (low < high)
        {
            var share = highDrop is { } refused && refused > lowDrop ? (options.MaxDrop - lowDrop) / (refused - lowDrop) : budget.IsSet ? 1 : 0.5;
            var next = Math.Clamp(low + (int)Math.Round((high - low + 1) * share), low + 1, high);
            if (Accept(order[next - 1], longest))
            {
                longest = order[next - 1];
                low = next;
                lowDrop = LastDrop ?? lowDrop;
            }
            else
            {
                high = next - 1;
                highDrop = LastDrop;
            }
        }
    }

    private double? LastDrop => verdicts.Count == 0 ? null : verdicts[^1].Drop;

    private bool Accept(Candidate candidate, Candidate before)
    {
        var program = recovery.Recover(candidate);
        var file = program.Write();
        ImmutableArray<string> missing = [.. removedBefore, .. candidate.RemovedInOrder.Select(b => b.Path)];
        var attempt = new Attempt(missing, program, file, judge.Judge(file, $"Checking without {candidate.Removed.Count} blocks"));
        verdicts.Add(attempt.ToVerdict(chains, candidate.Removed, before.Removed));
        if (attempt.Decision.Accepted)
        {
            accepted.Add(attempt);
        }

        return attempt.Decision.Accepted;
    }
}
