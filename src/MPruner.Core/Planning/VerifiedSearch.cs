using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;

namespace MPruner.Core.Planning;

/// <summary>
/// Verifies the blocks that the clusters propose by the effect of removing them on held-out data. First all of them are removed at once. If
/// the guard rejects that, the blocks are ordered, and the longest prefix of this order that the guard accepts is removed.
/// </summary>
/// <remarks>
/// If all proposed blocks were removed, the model is measured and searched again. Because recovery is expensive, only a few prefixes are
/// attempted, and the order is computed only as far as they need it.
/// </remarks>
/// <param name="original">The original model, measured.</param>
/// <param name="measurer">Measures the accepted models.</param>
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

    /// <returns>The attempt that removed all proposed blocks, if it was accepted; otherwise null.</returns>
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
    /// Searches for the longest prefix of the order that is accepted on the tuning split, and judges it on the accept split. As long as
    /// it is rejected there, the search continues with shorter prefixes.
    /// </summary>
    /// <param name="start">The model with all its blocks.</param>
    /// <param name="order">The order.</param>
    /// <param name="high">The length of the longest prefix that may still be accepted.</param>
    /// <param name="highBound">The guard's bound for a prefix of length <paramref name="high"/> + 1; null if unknown.</param>
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
    /// The length at which the drop would reach the limit if it grew with the cube of the length. On the CNNs of docs/results.md it
    /// grows with the third to fifth power of the length.
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

    /// <summary>An order in which the proposed blocks are removed.</summary>
    /// <param name="Chains">The measurements of the chains.</param>
    /// <param name="Longer">The candidates for the prefixes of length 1, 2, 3, …</param>
    private sealed record OrderedRemovals(ImmutableArray<ChainMeasurement> Chains, IEnumerable<Candidate> Longer);
}
