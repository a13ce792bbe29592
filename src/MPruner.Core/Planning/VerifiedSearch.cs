using System.Collections.Immutable;
using MPruner.Core.Measuring;
using MPruner.Core.Formats;

namespace MPruner.Core.Planning;

/// <summary>
/// Takes clusters as proposals and verifies them by their real effect on held-out data: everything that is proposed at once; where the
/// guard refuses that, the longest start of an order of the blocks that it accepts.
/// </summary>
/// <remarks>
/// Where all were removed, the model is measured again and searched again. Few lengths are attempted, and the order is found only as
/// far as they reach: recovery is expensive.
/// </remarks>
/// <param name="original">The model as it is.</param>
/// <param name="measurer">Measures the models that come of it.</param>
/// <param name="order">Orders the proposed blocks.</param>
/// <param name="attempts">Recovers and judges candidates.</param>
internal sealed class VerifiedSearch(MeasuredModel original, ModelMeasurer measurer, RemovalOrder order, Attempts attempts) : ISearch
{
    /// <inheritdoc/>
    public void Run()
    {
        var model = original;
        while (Round(model) is { } best && !(order.Budget.IsSet && order.Budget.IsMet(best.Candidate)))
        {
            model = measurer.Measure(original.Model.Reopen(best.Candidate, best.File)).Model;
        }
    }

    /// <returns>The attempt without all that was proposed, if it was accepted; else null, with less of it accepted or nothing.</returns>
    private Attempt? Round(MeasuredModel model)
    {
        var chains = model.Chains;
        var start = new Candidate(model.Model, []);
        var proposals = Proposal.Of(model);
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

        Shorten(start, new(chains, order.Of(start, proposals)), high, highBound);
        return null;
    }

    /// <summary>
    /// Looks for the longest start of the order that the tuning split accepts, and puts it before the accept split; while that refuses,
    /// looks for shorter ones.
    /// </summary>
    /// <param name="start">The model with all its blocks.</param>
    /// <param name="order">The order.</param>
    /// <param name="high">The length of the longest that may be accepted.</param>
    /// <param name="highBound">The guard's bound for one more; null where it is not known.</param>
    private void Shorten(Candidate start, OrderedRemovals order, int high, double? highBound)
    {
        List<Candidate> known = [start];
        using var rest = order.Longer.GetEnumerator();
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
            while (known.Count <= length && rest.MoveNext())
            {
                known.Add(rest.Current);
            }

            if (known.Count <= length)
            {
                high = known.Count - 1;
                continue;
            }

            attempt = attempts.Try(known[length], known[low], order.Chains, Stage(known[length]));
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

    /// <summary>
    /// Where the limit would lie if the drop grew with the cube of the length; on the CNNs of docs/results.md it grows with its third
    /// to fifth power.
    /// </summary>
    private int NextLength(int low, double lowBound, int high, double? highBound)
    {
        var share = order.Budget.IsSet ? 1 : 0.5;
        if (highBound is { } refused && refused > lowBound)
        {
            share = Math.Cbrt((attempts.Limit - lowBound) / (refused - lowBound));
        }

        return Math.Clamp(low + (int)Math.Round((high - low + 1) * share), low + 1, high);
    }

    private static string Stage(Candidate candidate) => $"Checking without {candidate.Removed.Count} blocks";

    /// <summary>An order of removals.</summary>
    /// <param name="Chains">The chains as they were measured.</param>
    /// <param name="Longer">Longer and longer starts of it.</param>
    private sealed record OrderedRemovals(ImmutableArray<ChainMeasurement> Chains, IEnumerable<Candidate> Longer);
}
