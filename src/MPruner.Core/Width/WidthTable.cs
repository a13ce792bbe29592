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

    /// <summary>
    /// The number of examples on which models with few dimensions are compared with the original. With more dimensions each one decides
    /// less, and the examples are fewer in proportion.
    /// </summary>
    private const int MostExamples = 256;

    private const int FewestExamples = 64;

    /// <summary>
    /// Dimensions × parameters × examples, above which there are fewer examples: on each of them the model runs a few times for each
    /// dimension. A ResNet-50 has 20 examples then, a BERT-base 8.
    /// </summary>
    private const long MostWork = 1L << 34;

    private const int FewestOfLargeModels = 8;

    /// <summary>The number of dimensions that are compared on <see cref="MostExamples"/> examples each.</summary>
    private const int FewDimensions = 12;

    /// <summary>The number of levels that run side by side, from which the part of the model before the dimension runs once.</summary>
    private const int SideBySide = 3;

    private const string Stage = "Narrowing";

    /// <summary>
    /// The shares of units that are left at the levels, before the last level with a single unit. More levels than these gave no better
    /// models. In deep models some dimensions are hardly used, so the lower end is divided more finely.
    /// </summary>
    private static readonly double[] Shares = [0.75, 0.5, 0.28, 0.12];

    private bool warned;

    /// <summary>By what units are ordered.</summary>
    public WidthCriterion Criterion => run.Options.WidthCriterion;

    /// <summary>Measures all dimensions of a model that are not too wide.</summary>
    /// <param name="narrower">The model's narrower, which keeps the sums that are read here.</param>
    /// <returns>A curve for each, and the distance of the model itself from the original.</returns>
    public (ImmutableArray<WidthCurve> Curves, double Distance) Measure(Narrower narrower)
    {
        var model = narrower.Model;
        ImmutableArray<InnerDimension> dimensions =
            [.. model.InnerDimensions.Where(dimension => (long)dimension.Units * dimension.UnitWidth <= WidestReader)];
        var outputs = judge.ComparingOn(Examples(dimensions.Length, model.CountParameters(new Candidate(model, []))));
        List<WidthCurve> curves = [];
        foreach (var reader in narrower.Sums.Of(dimensions))
        {
            curves.Add(Measure(narrower, reader, outputs));
            run.Progress.Report(Stage, curves.Count, dimensions.Length);
        }

        WarnOfFailures(curves);
        return ([.. curves], model.Origin is null || curves.Count == 0 ? 0 : outputs.Compare(model.File).Value);
    }

    /// <summary>Makes narrower candidates of a model.</summary>
    public Narrower NarrowerOf(IPrunableModel model) => Narrower.Of(run, model, examples, judge.Metric.ComparesClasses());

    /// <summary>The numbers of units left at the levels of a dimension, descending to 1.</summary>
    /// <param name="units">The number of units.</param>
    public static ImmutableArray<int> Levels(int units) =>
    [
        .. Shares.Select(share => (int)Math.Round(share * units)).Append(1).Where(left => left >= 1 && left < units).Distinct(),
    ];

    /// <summary>
    /// Measures the levels of a dimension. Without training they end before one that the guard would almost certainly reject, and after
    /// some the last of which alone exceeds the limit: what costs even more would be in no mixture that the guard accepts.
    /// </summary>
    private WidthCurve Measure(Narrower narrower, DimensionReader reader, OutputComparison outputs)
    {
        var start = new Candidate(narrower.Model, []);
        List<WidthLevel> levels = [];
        string? failure = null;
        var removal = narrower.Remove(reader);
        foreach (var some in removal is null ? [] : Levels(reader.Dimension.Units).Chunk(SideBySide))
        {
            run.Cancel.ThrowIfCancellationRequested();
            ImmutableArray<Candidate> narrowed =
            [
                .. some.TakeWhile(removal!.Reduce).Select(_ => start.With(reader.Keep(removal.Remaining, removal.Weights))),
            ];
            var compared = narrowed.IsEmpty ? [] : outputs.Compare(start, narrowed);
            failure ??= compared.Select(distance => distance.Failure).FirstOrDefault(why => why is not null);
            var measured = some.Zip(compared)
                .TakeWhile(level => (run.Options.Trains || !level.Second.IsHopeless) && double.IsFinite(level.Second.Value))
                .ToList();
            levels.AddRange(measured.Select(level => new WidthLevel(reader.Dimension.Units - level.First, level.Second.Value)));
            if (measured.Count < some.Length || (!run.Options.Trains && measured[^1].Second.IsBeyondLimit))
            {
                break;
            }
        }

        narrower.Remember(reader.Dimension, removal?.Removed ?? []);
        return new(reader.Dimension, removal?.Removed ?? [], [.. levels]) { Variance = reader.Problem.OutputVariance(), Failure = failure };
    }

    /// <summary>The warning <c>MPR2326</c>, at the first measurement: what is left of the model later has no other dimensions.</summary>
    private void WarnOfFailures(List<WidthCurve> curves)
    {
        var failed = curves.FindAll(curve => curve.Failure is not null);
        if (failed.Count > 0 && !warned)
        {
            warned = true;
            var others = failed.Count > 1 ? $" and {failed.Count - 1} more" : "";
            run.Progress.Warn(new Diagnostic(
                "MPR2326",
                $"The units of {failed[0].Dimension.Path}{others} stay: of the model without some of them, "
                + $"{failed[0].Failure!.TrimEnd('.')}. "
                + "Another value in the code may have an entry for each unit, such as a factor for each head."));
        }
    }

    private static int Examples(int dimensions, long parameters)
    {
        var wanted = Math.Clamp(MostExamples * FewDimensions / Math.Max(dimensions, 1), FewestExamples, MostExamples);
        var most = MostWork / Math.Max(dimensions * parameters, 1);
        return (int)Math.Min(wanted, Math.Max(most, FewestOfLargeModels));
    }
}
