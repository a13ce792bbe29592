using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;
using MPruner.Core.Width;

namespace MPruner.Core.Planning;

/// <summary>
/// Narrows the inner dimensions of a model, and removes blocks where that costs less. What each of both costs is measured first; then the
/// smallest of the resulting mixtures is searched for that the guard accepts.
/// </summary>
/// <param name="table">Measures what narrowing each dimension costs.</param>
/// <param name="recovery">Repairs models without some blocks before they are narrowed.</param>
/// <param name="attempts">Recovers and judges candidates.</param>
/// <param name="budget">The size at which the search ends, if one is set.</param>
internal sealed class WidthSearch(WidthTable table, ModelRecovery recovery, Attempts attempts, SizeBudget budget)
{
    private readonly WidthTable table = table;
    private readonly ModelRecovery recovery = recovery;
    private readonly Attempts attempts = attempts;

    /// <summary>
    /// The number of mixtures, which differ by equal numbers of parameters. Finer ones differ less than the guard can measure.
    /// </summary>
    private const int Mixtures = 32;

    /// <summary>Each attempt is a recovery. With the drop known at both ends, so many find the limit among 32 mixtures.</summary>
    private const int MostAttempts = 6;

    /// <summary>
    /// With so many standard errors in reserve, the first candidate that the tuning split accepts passes the accept split three times of
    /// four: the difference of both has √2 times the error of one, of which this is the quantile of 75%.
    /// </summary>
    private const double Reserve = 0.95;

    /// <summary>The share of the limit from which on an attempt is not improved on.</summary>
    private const double Enough = 0.8;

    /// <summary>Whether candidates are trained on labels.</summary>
    public bool LearnsLabels => recovery.LearnsLabels;

    /// <summary>Narrows a model without removing further blocks.</summary>
    /// <param name="model">The model.</param>
    public void Run(IPrunableModel model) => Run([], [new(new Candidate(model, []), 0)], null);

    /// <summary>Narrows a model or removes blocks, or both.</summary>
    /// <param name="chains">The measurements of the model's chains.</param>
    /// <param name="removals">The prefixes of the order in which blocks are removed, starting with none.</param>
    /// <param name="rejected">The attempt to remove all blocks; null if there was none, or it was accepted.</param>
    public void Run(ImmutableArray<ChainMeasurement> chains, ImmutableArray<OrderedRemoval> removals, Attempt? rejected)
    {
        var start = removals[0].Candidate;
        if (budget.IsSet && budget.IsMet(start))
        {
            return;
        }

        var whole = table.NarrowerOf(start.Model);
        var (curves, distance) = table.Measure(whole);
        var left = start.Model.CountParameters(start);
        var most = attempts.Best?.Candidate is { } best ? best.Model.CountParameters(best) : left;
        ImmutableArray<Mixture> mixtures =
        [
            .. Mixture.Of(removals.SetItem(0, new(start, distance)), curves, Mixtures)
                .SkipWhile(mixture => left - mixture.Parameters >= most),
        ];
        if (mixtures.IsEmpty)
        {
            return;
        }

        mixtures = budget.IsSet ? UpToTheBudget(mixtures) : mixtures;
        var step = (double)(mixtures[^1].Parameters - (left - most)) / mixtures.Length;
        var sequence = new OrderedMixtures(this, chains, mixtures) { Whole = whole };
        new PrefixSearch(attempts, sequence)
        {
            StartsWithTheLongest = budget.IsSet,
            MostAttempts = MostAttempts,
            Reserve = Reserve,
            Enough = budget.IsSet ? 1 : Enough,
            Rejected = recovery.Trains && rejected is not null ? new(SizeOf(rejected.Candidate), rejected) : null,
            Start = recovery.Trains ? attempts.Best : null,
            // After training the drop has little to do with the distances before it.
            Growth = recovery.Trains
                ? new CubicGrowth(LostBy(start.Model, most) / step)
                : new PredictedGrowth([distance, .. mixtures.Select(mixture => mixture.Distance)])
                {
                    DistancePerDrop = attempts.Metric.DistancePerDrop(),
                },
        }.Run(mixtures.Length);

        int SizeOf(Candidate candidate) =>
            mixtures.Count(mixture => left - mixture.Parameters >= candidate.Model.CountParameters(candidate));
    }

    /// <summary>How many parameters the original has more.</summary>
    private static long LostBy(IPrunableModel model, long parameters)
    {
        var original = model.Origin ?? model;
        return original.CountParameters(new Candidate(original, [])) - parameters;
    }

    /// <summary>The mixtures up to the first one that meets the budget.</summary>
    private ImmutableArray<Mixture> UpToTheBudget(ImmutableArray<Mixture> mixtures)
    {
        var models = mixtures.Select(mixture => mixture.Removal).Distinct().ToDictionary(r => r, r => Model(r.Candidate));
        return [.. mixtures.Take(mixtures.TakeWhile(mixture => !budget.IsMet(Sized(mixture))).Count() + 1)];

        Candidate Sized(Mixture mixture) => mixture.Widths.Choices.IsEmpty
            ? mixture.Removal.Candidate
            : Narrower.Slice(models[mixture.Removal], mixture.Widths);
    }

    /// <summary>A candidate without some blocks, opened as a model.</summary>
    private static IPrunableModel Model(Candidate candidate) => candidate.Removed.IsEmpty
        ? candidate.Model
        : (candidate.Model.Origin ?? candidate.Model).Reopen(candidate, candidate.Model.Write(candidate));

    private sealed class OrderedMixtures(WidthSearch search, ImmutableArray<ChainMeasurement> chains, ImmutableArray<Mixture> mixtures)
        : ICandidateSequence
    {
        private readonly Dictionary<OrderedRemoval, Narrower> narrowers = [];

        /// <summary>The narrower of the model with all blocks.</summary>
        public required Narrower Whole { get; init; }

        public int Reach(int length) => Math.Min(length, mixtures.Length);

        public Attempt Try(int length, int accepted)
        {
            var (removal, widths) = (mixtures[length - 1].Removal, mixtures[length - 1].Widths);
            var estimate = Attempt.EstimateOf(chains, removal.Candidate.Removed, []) with { Narrowed = [.. widths.Choices.Select(Report)] };
            var candidate = widths.Choices.IsEmpty ? removal.Candidate : NarrowerOf(removal).Narrow(widths);
            var stage = FormattableString.Invariant($"Checking without {mixtures[length - 1].Parameters:#,0} parameters");
            return search.attempts.Try(candidate, estimate, stage);
        }

        /// <summary>The narrower of a model without some blocks, which are repaired as well as possible.</summary>
        private Narrower NarrowerOf(OrderedRemoval removal)
        {
            if (removal.Candidate.Removed.IsEmpty)
            {
                return Whole;
            }

            if (!narrowers.TryGetValue(removal, out var narrower))
            {
                narrowers[removal] = narrower = search.table.NarrowerOf(Model(search.recovery.Repair(removal.Candidate)));
            }

            return narrower;
        }

        private NarrowedDimension Report(UnitChoice choice) => new(
            choice.Dimension.Block.Path,
            choice.Dimension.Path,
            choice.Dimension.UnitName,
            new Change(choice.Dimension.Units, choice.Left),
            choice.Parameters)
        {
            Criterion = search.table.Criterion,
            Error = choice.Error,
        };
    }
}
