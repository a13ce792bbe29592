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
    /// <summary>Removes units as well, where a part of the blocks is removed; null to remove blocks only.</summary>
    public WidthSearch? Width { get; init; }

    /// <inheritdoc/>
    public void Run()
    {
        var model = original;
        while (Round(model) is { } best && !(order.Budget.IsSet && order.Budget.IsMet(best.Candidate)))
        {
            model = measurer.Measure(original.Model.Reopen(best.Candidate, best.Exact)).Model;
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
            Width?.Run(chains, [new(start, 0)]);
            return null;
        }

        var all = start with { Removed = [.. proposals.Select(p => p.Block)] };
        var (high, highBound) = (proposals.Length, (double?)null);
        if (!order.Budget.IsSet || !order.Budget.IsMet(all))
        {
            var attempt = attempts.Try(all, Attempt.EstimateOf(chains, all.Removed, []), Stage(all));
            attempt = attempt.Decision.Accepted ? attempts.Accept(attempt) : attempt;
            if (attempt.Decision.Accepted)
            {
                return attempt;
            }

            (high, highBound) = (high - 1, attempt.Decision.Report?.Bound);
        }

        if (Width is not null)
        {
            Width.Run(chains, [new(start, 0), .. order.Of(start, proposals)]);
            return null;
        }

        using var removals = new OrderedRemovals(attempts, chains, start, order.Of(start, proposals).Select(removal => removal.Candidate));
        new PrefixSearch(attempts, removals) { Growth = new CubicGrowth(), StartsWithTheLongest = order.Budget.IsSet }.Run(high, highBound);
        return null;
    }

    private static string Stage(Candidate candidate) => $"Checking without {candidate.Removed.Count} blocks";

    /// <summary>The candidates for the prefixes of an order in which blocks are removed.</summary>
    private sealed class OrderedRemovals(
        Attempts attempts, ImmutableArray<ChainMeasurement> chains, Candidate start, IEnumerable<Candidate> longer)
        : ICandidateSequence, IDisposable
    {
        private readonly List<Candidate> known = [start];
        private readonly IEnumerator<Candidate> rest = longer.GetEnumerator();

        public int Reach(int length)
        {
            while (known.Count <= length && rest.MoveNext())
            {
                known.Add(rest.Current);
            }

            return Math.Min(length, known.Count - 1);
        }

        public Attempt Try(int length, int accepted) => attempts.Try(
            known[length], Attempt.EstimateOf(chains, known[length].Removed, known[accepted].Removed), Stage(known[length]));

        public void Dispose() => rest.Dispose();
    }
}
