using System.Collections.Immutable;
using MPruner.Core.Clustering;
using MPruner.Core.Instrumentation;
using MPruner.Core.Recovery;

namespace MPruner.Core.Planning;

/// <summary>
/// Takes clusters as proposals and verifies them by their real effect on held-out data: everything that is proposed at once; where the guard refuses that, the longest
/// start of an order of the blocks that it accepts.
/// </summary>
/// <remarks>Where all went, the model is measured anew and asked again. Few lengths are attempted, and the order is found only as far as they reach: recovery is dear.</remarks>
/// <param name="original">The model as it is.</param>
/// <param name="measurements">Its chains.</param>
/// <param name="measure">Measures another model's.</param>
/// <param name="order">Orders the proposed blocks.</param>
/// <param name="attempts">Recovers and judges candidates.</param>
/// <param name="options">Threshold, clustering, what is to be reached.</param>
internal sealed class VerifiedSearch(
    Subject original,
    ImmutableArray<ChainMeasurement> measurements,
    Func<Subject, ImmutableArray<ChainMeasurement>> measure,
    RemovalOrder order,
    Attempts attempts,
    PruningOptions options) : ISearch
{
    /// <inheritdoc/>
    public void Run()
    {
        var (model, chains) = (original, measurements);
        while (Round(model, chains) is { } best && !(order.Budget.IsSet && order.Budget.IsMet(best.Program)))
        {
            model = original.Reopened(best.File, best.Removed, options.Blocks);
            chains = measure(model);
        }
    }

    /// <returns>The attempt without all that was proposed, if it was accepted; else null, with less of it accepted or nothing.</returns>
    private Attempt? Round(Subject model, ImmutableArray<ChainMeasurement> chains)
    {
        var start = new Candidate(model.Measured(chains), []);
        var clusters = chains.Select(c => ClusterFinder.Find(options.Clustering, c.Cka, options.Threshold, c.BreakBefore.AsSpan()));
        var proposals = Proposal.Of(chains, [.. clusters], block => model.Program.CountParameters(block.Module));
        if (proposals.IsEmpty)
        {
            return null;
        }

        var all = start with { Removed = [.. proposals.Select(p => p.Block)] };
        var (high, highBound) = (proposals.Length, (double?)null);
        if (!order.Budget.IsSet || !order.Budget.IsMet(all))
        {
            var attempt = attempts.Try(all, start, chains, Stage(all));
            attempt = attempt.Decision.Accepted ? attempts.Accept(attempt) : attempt;
            if (attempt.Decision.Accepted)
            {
                return attempt;
            }

            (high, highBound) = (high - 1, attempt.Decision.Report?.Bound);
        }

        Shorten(start, chains, order.Of(start, proposals), high, highBound);
        return null;
    }

    /// <summary>Looks for the longest start of the order that the tuning split lets through, and puts it before the accept split; while that refuses, looks for shorter ones.</summary>
    /// <param name="start">The model with all its blocks.</param>
    /// <param name="chains">Its chains.</param>
    /// <param name="longer">Longer and longer starts.</param>
    /// <param name="high">The length of the longest that may be accepted.</param>
    /// <param name="highBound">The guard's bound for one more; null where it is not known.</param>
    private void Shorten(Candidate start, ImmutableArray<ChainMeasurement> chains, IEnumerable<Candidate> longer, int high, double? highBound)
    {
        List<Candidate> way = [start];
        using var rest = longer.GetEnumerator();
        Stack<(int Length, Attempt Attempt)> passed = [];
        while (high > 0)
        {
            var (low, attempt) = passed.TryPeek(out var longest) ? longest : (0, null);
            if (low == high)
            {
                passed.Pop();
                var decision = attempts.Accept(attempt!).Decision;
                if (decision.Accepted)
                {
                    return;
                }

                (high, highBound) = (low - 1, decision.Report?.Bound);
                continue;
            }

            var length = NextLength(low, attempt?.Decision.Report!.Bound ?? 0, high, highBound);
            while (way.Count <= length && rest.MoveNext())
            {
                way.Add(rest.Current);
            }

            if (way.Count <= length)
            {
                high = way.Count - 1;
                continue;
            }

            attempt = attempts.Try(way[length], way[low], chains, Stage(way[length]));
            if (attempt.Decision.Accepted)
            {
                passed.Push((length, attempt));
            }
            else
            {
                (high, highBound) = (length - 1, attempt.Decision.Report?.Bound);
            }
        }
    }

    /// <summary>Where the limit would lie if the drop grew with the cube of the length; on the CNNs of docs/results.md it does so with its third to fifth power.</summary>
    private int NextLength(int low, double lowBound, int high, double? highBound)
    {
        var share = highBound is { } refused && refused > lowBound ? Math.Cbrt((options.MaxDrop - lowBound) / (refused - lowBound)) : order.Budget.IsSet ? 1 : 0.5;
        return Math.Clamp(low + (int)Math.Round((high - low + 1) * share), low + 1, high);
    }

    private static string Stage(Candidate candidate) => $"Checking without {candidate.Removed.Count} blocks";
}
