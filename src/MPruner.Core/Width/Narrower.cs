using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Width;

/// <summary>Makes candidates of a model with narrower inner dimensions.</summary>
/// <param name="model">The model.</param>
/// <param name="sums">The sums of what its reading layers read.</param>
/// <param name="scores">Scores its units.</param>
internal sealed class Narrower(IPrunableModel model, ReaderSums sums, UnitScores scores)
{
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
        new(run, model, examples, comparesClasses));

    /// <summary>Starts to remove units of a dimension.</summary>
    /// <returns>Null if the sums of the reading layer's inputs do not allow a fit.</returns>
    public UnitRemoval? Remove(DimensionReader reader) => UnitRemoval.Of(reader.Problem, scores.Of(reader));

    /// <summary>
    /// The candidate with the given number of units removed from each dimension, and its reading layer refitted by itself. Which units
    /// these are follows from what the layers of this model read.
    /// </summary>
    /// <param name="widths">The widths, of dimensions that the model has.</param>
    public Candidate Narrow(Widths widths)
    {
        var left = widths.Choices.ToDictionary(choice => choice.Dimension.Path, choice => choice.Left);
        var candidate = new Candidate(model, []);
        foreach (var reader in sums.Of(model.InnerDimensions.Where(dimension => left.ContainsKey(dimension.Path))))
        {
            var removal = Remove(reader);
            if (removal?.Reduce(left[reader.Dimension.Path]) == true)
            {
                candidate = candidate.With(reader.Keep(removal.Remaining, removal.Weights));
            }
        }

        return candidate;
    }

    /// <summary>A candidate of a model that has the same size, which needs no data.</summary>
    public static Candidate Slice(IPrunableModel model, Widths widths) => widths.Choices
        .Select(choice => DimensionReader.Sliced(choice.Dimension, model.Reader(choice.Dimension), [.. Enumerable.Range(0, choice.Left)]))
        .Aggregate(new Candidate(model, []), (candidate, narrowing) => candidate.With(narrowing));
}
