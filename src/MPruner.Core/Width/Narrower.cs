using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Width;

/// <summary>Makes candidates of a model with narrower inner dimensions.</summary>
/// <param name="model">The model.</param>
/// <param name="sums">The sums of what its reading layers read.</param>
/// <param name="scores">Scores its units.</param>
/// <param name="threads">The number of threads; no result depends on it.</param>
internal sealed class Narrower(IPrunableModel model, ReaderSums sums, UnitScores scores, int threads)
{
    private readonly Dictionary<InnerDimension, ImmutableArray<RemovedUnit>> orders = [];

    /// <summary>Mixtures that are attempted one after the other have many narrowed dimensions in common.</summary>
    private readonly Dictionary<(InnerDimension Dimension, int Left), Narrowing> fitted = [];

    /// <summary>The model.</summary>
    public IPrunableModel Model => model;

    /// <summary>The sums of what its reading layers read.</summary>
    public ReaderSums Sums => sums;

    /// <summary>The narrower of a model, which measures what its reading layers read.</summary>
    /// <param name="run">The bench, the criterion and the seed.</param>
    /// <param name="model">The model.</param>
    /// <param name="examples">Calibration data in random order.</param>
    /// <param name="comparesClasses">Whether the model's output is scores of classes.</param>
    public static Narrower Of(RunContext run, IPrunableModel model, BoundExamples examples, bool comparesClasses) => new(
        model,
        new(run, model, examples, PaddingMasks.Find(examples, run.Options.Mask)),
        new(run, model, examples, comparesClasses),
        run.Options.Threads);

    /// <summary>Starts to remove units of a dimension.</summary>
    /// <returns>Null if the sums of the reading layer's inputs do not allow a fit.</returns>
    public UnitRemoval? Remove(DimensionReader reader) => UnitRemoval.Of(reader.Problem, scores.Of(reader), threads);

    /// <summary>Keeps the order in which a dimension's units were removed, which <see cref="Narrow"/> needs.</summary>
    public void Remember(InnerDimension dimension, ImmutableArray<RemovedUnit> order) => orders[dimension] = order;

    /// <summary>
    /// The candidate with the given number of units removed from each dimension, and its reading layer refitted by itself. Which units
    /// these are follows from what the layers of this model read.
    /// </summary>
    /// <param name="widths">The widths, of dimensions that the model has.</param>
    public Candidate Narrow(Widths widths)
    {
        var left = widths.Choices.ToDictionary(choice => choice.Dimension.Path, choice => choice.Left);
        var chosen = model.InnerDimensions.Where(dimension => left.ContainsKey(dimension.Path)).ToList();
        var missing = chosen.Where(dimension => !fitted.ContainsKey((dimension, left[dimension.Path])));
        foreach (var readers in sums.Of(missing).Chunk(threads))
        {
            var kept = readers.Select(reader => Kept(reader, left[reader.Dimension.Path])).ToList();
            var narrowings = new Narrowing?[readers.Length];
            Parallel.For(0, readers.Length, i => narrowings[i] = kept[i] is { } units ? readers[i].Keep(units) : null);
            foreach (var narrowing in narrowings.OfType<Narrowing>())
            {
                fitted[(narrowing.Dimension, left[narrowing.Dimension.Path])] = narrowing;
            }
        }

        return chosen.Select(dimension => fitted.GetValueOrDefault((dimension, left[dimension.Path])))
            .OfType<Narrowing>()
            .Aggregate(new Candidate(model, []), (candidate, narrowing) => candidate.With(narrowing));
    }

    /// <summary>The units to keep, ascending; null if rounding does not allow it.</summary>
    private ImmutableArray<int>? Kept(DimensionReader reader, int left)
    {
        var count = reader.Dimension.Units - left;
        if (!orders.TryGetValue(reader.Dimension, out var order) || order.Length < count)
        {
            if (Remove(reader) is not { } removal || !removal.Reduce(left))
            {
                return null;
            }

            Remember(reader.Dimension, order = removal.Removed);
        }

        return [.. Enumerable.Range(0, reader.Dimension.Units).Except(order.Take(count).Select(removed => removed.Unit))];
    }

    /// <summary>A candidate of a model that has the same size, which needs no data.</summary>
    public static Candidate Slice(IPrunableModel model, Widths widths) => widths.Choices
        .Select(choice => DimensionReader.Sliced(choice.Dimension, model.Reader(choice.Dimension), [.. Enumerable.Range(0, choice.Left)]))
        .Aggregate(new Candidate(model, []), (candidate, narrowing) => candidate.With(narrowing));
}
