using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;

namespace MPruner.Core.Width;

/// <summary>
/// Measures what narrowing each inner dimension of a model costs: one dimension at a time and a few levels each, by the outputs' distance
/// from the original model's.
/// </summary>
/// <param name="run">The bench, the criterion and the seed.</param>
/// <param name="judge">Compares outputs.</param>
/// <param name="examples">Calibration data in random order.</param>
internal sealed class WidthTable(RunContext run, CandidateJudge judge, BoundExamples examples)
{
    /// <summary>The elimination takes minutes for a reading layer with more inputs.</summary>
    private const int WidestReader = 4608;

    private const string Stage = "Narrowing";

    /// <summary>
    /// The shares of units that are left at the levels, before the last level with a single unit. In deep models some dimensions are hardly
    /// used, so the lower end is divided more finely.
    /// </summary>
    private static readonly double[] Shares = [0.8, 0.6, 0.42, 0.28, 0.17, 0.09, 0.04];

    /// <summary>Measures all dimensions of a model that are not too wide.</summary>
    /// <param name="narrower">The model's narrower, which keeps the sums that are read here.</param>
    /// <returns>A curve for each, and the distance of the model itself from the original.</returns>
    public (ImmutableArray<WidthCurve> Curves, double Distance) Measure(Narrower narrower)
    {
        var model = narrower.Model;
        ImmutableArray<InnerDimension> dimensions =
            [.. model.InnerDimensions.Where(dimension => (long)dimension.Units * dimension.UnitWidth <= WidestReader)];
        List<WidthCurve> curves = [];
        foreach (var reader in narrower.Sums.Of(dimensions))
        {
            curves.Add(Measure(new Candidate(model, []), reader));
            run.Progress.Report(Stage, curves.Count, dimensions.Length);
        }

        return ([.. curves], model.Origin is null || curves.Count == 0 ? 0 : judge.Compare(model.File).Value);
    }

    /// <summary>Makes narrower candidates of a model.</summary>
    public Narrower NarrowerOf(IPrunableModel model) => Narrower.Of(run, model, examples);

    /// <summary>The numbers of units left at the levels of a dimension, descending to 1.</summary>
    /// <param name="units">The number of units.</param>
    public static ImmutableArray<int> Levels(int units) =>
    [
        .. Shares.Select(share => (int)Math.Round(share * units)).Append(1).Where(left => left >= 1 && left < units).Distinct(),
    ];

    /// <summary>Measures the levels of a dimension, down to the one that the guard would almost certainly reject.</summary>
    private WidthCurve Measure(Candidate start, DimensionReader reader)
    {
        List<WidthLevel> levels = [];
        var removal = UnitRemoval.Of(reader.Problem, run.Options.WidthCriterion, Narrower.Seed(run, reader.Dimension));
        foreach (var left in removal is null ? [] : Levels(reader.Dimension.Units))
        {
            run.Cancel.ThrowIfCancellationRequested();
            if (!removal!.Reduce(left))
            {
                break;
            }

            var narrowed = start.With(reader.Keep(removal.Remaining, removal.Weights));
            var distance = judge.Compare(start.Model.Write(narrowed));
            if (distance.IsHopeless || !double.IsFinite(distance.Value))
            {
                break;
            }

            levels.Add(new(reader.Dimension.Units - left, distance.Value));
        }

        return new(reader.Dimension, removal?.Removed ?? [], [.. levels]);
    }
}
