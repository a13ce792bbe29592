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
/// attempted, and the order is computed only as far as they need it. Blocks whose removal costs next to nothing are removed before units
/// are; where it costs more, mixtures of both are searched.
/// </remarks>
/// <param name="original">The original model, measured.</param>
/// <param name="measurer">Measures the accepted models.</param>
/// <param name="order">Orders the proposed blocks.</param>
/// <param name="attempts">Recovers and judges candidates.</param>
internal sealed class VerifiedSearch(MeasuredModel original, ModelMeasurer measurer, RemovalOrder order, Attempts attempts) : ISearch
{
    /// <summary>The share of the largest accepted drop up to which an accepted model counts as hardly worse than the original.</summary>
    private const double Little = 0.5;

    /// <summary>Removes units as well; null to remove blocks only.</summary>
    public WidthSearch? Width { get; init; }

    /// <inheritdoc/>
    public void Run()
    {
        var model = original;
        while (Proposal.Of(model) is { IsEmpty: false } proposals)
        {
            var attempt = TryAll(model, proposals);
            if (attempt?.Decision.Accepted != true)
            {
                RemoveSome(model, proposals, attempt);
                return;
            }

            if (order.Budget.IsSet && order.Budget.IsMet(attempt.Candidate))
            {
                return;
            }

            model = measurer.Measure(original.Model.Reopen(attempt.Candidate, attempt.Exact)).Model;
        }

        if (IsUsedUp)
        {
            Mix(original, null);
        }
        else
        {
            Width?.Run(model.Model);
        }
    }

    /// <summary>
    /// Whether so much of the largest drop is used up that no units can be removed in addition, but perhaps something else instead. Where
    /// labels are learned, the drop does not say that: what goes next is made up for as well.
    /// </summary>
    private bool IsUsedUp =>
        Width is { LearnsLabels: false } && attempts.Best is { } best && best.Decision.Report!.Bound > Little * attempts.Limit;

    /// <summary>Attempts to remove all proposed blocks at once.</summary>
    /// <returns>The attempt; null if removing fewer meets the budget.</returns>
    private Attempt? TryAll(MeasuredModel model, ImmutableArray<Proposal> proposals)
    {
        var all = new Candidate(model.Model, [.. proposals.Select(p => p.Block)]);
        if (order.Budget.IsSet && order.Budget.IsMet(all))
        {
            return null;
        }

        var attempt = attempts.Try(all, Attempt.EstimateOf(model.Chains, all.Removed, []), Stage(all));
        return attempt.Decision.Accepted ? attempts.Accept(attempt) : attempt;
    }

    /// <summary>Removes some of the proposed blocks, and units where that is asked for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="proposals">The proposed blocks.</param>
    /// <param name="all">The rejected attempt to remove all of them; null if there was none.</param>
    private void RemoveSome(MeasuredModel model, ImmutableArray<Proposal> proposals, Attempt? all)
    {
        if (Width is not null)
        {
            var (from, rejected) = IsUsedUp ? (original, null) : (model, all);
            Mix(from, rejected);
            return;
        }

        var start = new Candidate(model.Model, []);
        var longer = order.Of(start, proposals).Select(removal => removal.Candidate);
        using var removals = new OrderedRemovals(attempts, model.Chains, start, longer);
        new PrefixSearch(attempts, removals)
        {
            Start = attempts.Best,
            Growth = new CubicGrowth(attempts.Removed.Length),
            StartsWithTheLongest = order.Budget.IsSet && all is null,
            Rejected = all is null ? null : new(proposals.Length, all),
        }.Run(all is null ? proposals.Length : proposals.Length - 1);
    }

    private void Mix(MeasuredModel model, Attempt? rejected)
    {
        var start = new Candidate(model.Model, []);
        Width!.Run(model.Chains, [new(start, 0), .. order.Of(start, Proposal.Of(model))], rejected);
    }

    private static string Stage(Candidate candidate) =>
        candidate.Removed.Count == 1 ? "Checking without 1 block" : $"Checking without {candidate.Removed.Count} blocks";

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
