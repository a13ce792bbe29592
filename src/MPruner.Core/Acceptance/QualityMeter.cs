using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.Core.Examples;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>Compares a candidate with the original, example by example, one batch at a time.</summary>
/// <remarks>
/// Keeps one number per example and, for the relative error, one mean per element of an example's output; never a whole batch.
/// </remarks>
internal abstract class QualityMeter
{
    private ImmutableArray<long> exampleShape;
    private BoundExamples? scored;

    /// <summary>The metric.</summary>
    public abstract QualityMetric Metric { get; }

    /// <summary>Why the candidate cannot be scored; null if it can. Batches after a failure are ignored.</summary>
    public string? Failure { get; private set; }

    /// <summary>The number of examples seen so far.</summary>
    protected int Seen { get; private set; }

    /// <summary>Creates the meter of a metric, which must not be <see cref="QualityMetric.Auto"/>.</summary>
    public static QualityMeter For(QualityMetric metric) => metric switch
    {
        QualityMetric.Accuracy => new AccuracyMeter(),
        QualityMetric.Agreement or QualityMetric.Kl => new AgreementMeter(metric),
        QualityMetric.Cosine => new CosineMeter(),
        QualityMetric.RelativeError => new RelativeErrorMeter(),
        _ => throw new UnreachableException(),
    };

    /// <summary>Creates the meter of a metric, whose messages say where in their file examples are.</summary>
    public static QualityMeter For(QualityMetric metric, BoundExamples examples)
    {
        var meter = For(metric);
        meter.scored = examples;
        return meter;
    }

    /// <summary>Adds a batch.</summary>
    /// <param name="original">The original's output, [N, …].</param>
    /// <param name="candidate">The candidate's output for the same examples.</param>
    /// <param name="labels">The labels of these examples; required if <see cref="MetricChoice.UsesLabels"/>, otherwise ignored.</param>
    /// <param name="tokens">
    /// Whether each token is real, [N, T] row-major; padding is left out of outputs [N, T, D]. Null where no token is padding.
    /// </param>
    /// <exception cref="PrunerException">
    /// <c>MPR3311</c>: the original's output is not finite; <c>MPR3313</c> to <c>MPR3315</c>: the labels do not fit;
    /// <c>MPR3317</c>: the shape of an example's output changes from batch to batch.
    /// </exception>
    public void Add(NumericArray original, NumericArray candidate, NumericArray? labels, ImmutableArray<bool>? tokens = null)
    {
        if (Failure is not null)
        {
            return;
        }

        CheckShape(original);
        var before = WithoutPadding(original, tokens);
        if (FirstNotFinite(before, original) is { } example)
        {
            throw new PrunerException(
                "MPR3311",
                $"Original model, {NameOf(example)}: found an output that is not finite (NaN or infinite), "
                + "expected finite numbers. A candidate cannot be compared with it: correct or leave out that example, or fix the model.");
        }

        if (!candidate.Shape.AsSpan().SequenceEqual(original.Shape.AsSpan()))
        {
            Failure = $"its output is {candidate.Describe()} where the original's is {original.Describe()}";
            return;
        }

        var after = WithoutPadding(candidate, tokens);
        if (FirstNotFinite(after, candidate) is { } broken)
        {
            Failure = $"its output for example {PositionOf(broken)} is not finite";
            return;
        }

        Score(new Batch(original.Shape, before, after, tokens), labels);
        Seen += checked((int)original.Shape[0]);
    }

    /// <summary>The measurement so far.</summary>
    /// <exception cref="PrunerException">
    /// <c>MPR3316</c>: the metric is the relative error and the original's output does not vary.
    /// </exception>
    public abstract QualityMeasurement ToMeasurement();

    /// <summary>Scores a batch of finite outputs of equal shape.</summary>
    protected abstract void Score(Batch batch, NumericArray? labels);

    /// <summary>What messages call an example.</summary>
    /// <param name="example">Its number among the scored examples.</param>
    protected string NameOf(int example) => $"{(scored is null ? "" : $"{scored.Name}, ")}example {PositionOf(example)}";

    private int PositionOf(int example) => scored?.PositionInFile(example) ?? example;

    private void CheckShape(NumericArray original)
    {
        var shape = original.Shape.RemoveAt(0);
        if (exampleShape.IsDefault)
        {
            exampleShape = shape;
        }
        else if (!exampleShape.AsSpan().SequenceEqual(shape.AsSpan()))
        {
            throw new PrunerException(
                "MPR3317",
                $"Original model: the output of an example had the shape [{string.Join(", ", exampleShape)}] at first, "
                + $"but has the shape [{string.Join(", ", shape)}] from {NameOf(Seen)} on; "
                + "expected a constant shape. Give data of one size.");
        }
    }

    /// <summary>An output's values, with 0 in place of padding, which need not be finite.</summary>
    private static double[] WithoutPadding(NumericArray output, ImmutableArray<bool>? tokens)
    {
        var values = output.ToDoubles();
        if (tokens is { } real)
        {
            var columns = values.Length / real.Length;
            foreach (var row in Enumerable.Range(0, real.Length).Where(row => !real[row]))
            {
                values.AsSpan(row * columns, columns).Clear();
            }
        }

        return values;
    }

    private int? FirstNotFinite(double[] values, NumericArray array)
    {
        var index = Array.FindIndex(values, value => !double.IsFinite(value));
        return index < 0 ? null : Seen + (int)(index / (array.Count / array.Shape[0]));
    }

    /// <summary>Both models' outputs for the same examples.</summary>
    /// <param name="Shape">The common shape, examples first.</param>
    /// <param name="Original">The original's values, row-major.</param>
    /// <param name="Candidate">The candidate's values, row-major.</param>
    /// <param name="Tokens">Whether each row is a real token; null where all are.</param>
    protected sealed record Batch(ImmutableArray<long> Shape, double[] Original, double[] Candidate, ImmutableArray<bool>? Tokens)
    {
        /// <summary>N.</summary>
        public int Examples { get; } = checked((int)Shape[0]);

        /// <summary>The size of the last dimension; 1 for outputs [N].</summary>
        public int Columns { get; } = Shape.Length == 1 ? 1 : checked((int)Shape[^1]);

        /// <summary>The number of rows of an example, with padding.</summary>
        public int RowsPerExample => Original.Length / Examples / Columns;

        /// <summary>The rows of an example that are compared: vectors along the last dimension, without padding.</summary>
        public int[] Rows(int example) =>
            [.. Enumerable.Range(example * RowsPerExample, RowsPerExample).Where(row => Tokens is not { } real || real[row])];

        /// <summary>A row of the original's output.</summary>
        public ReadOnlySpan<double> Before(int row) => Original.AsSpan(row * Columns, Columns);

        /// <summary>A row of the candidate's output.</summary>
        public ReadOnlySpan<double> After(int row) => Candidate.AsSpan(row * Columns, Columns);
    }
}

/// <summary>The paired comparison of a candidate with the original.</summary>
/// <param name="Metric">The unit.</param>
/// <param name="Drops">The drop of each example, in the metric's unit, positive is worse; examples without a label are left out.</param>
internal sealed record QualityMeasurement(QualityMetric Metric, ImmutableArray<double> Drops)
{
    /// <summary>The measurement of a candidate that cannot be scored.</summary>
    public static QualityMeasurement Failed(string why) => new(default, []) { Failure = why };

    /// <summary>The mean drop; infinite if the candidate cannot be scored or no example was.</summary>
    public double Mean => Failure is null && !Drops.IsEmpty ? Drops.Average() : double.PositiveInfinity;

    /// <summary>
    /// The distance of the candidate's outputs from the original's: the divergence if there is one, otherwise the mean drop;
    /// infinite if the candidate cannot be scored.
    /// </summary>
    public double Distance => Failure is null ? Divergence ?? Mean : double.PositiveInfinity;

    /// <summary>The original's accuracy, 0–1; null unless the metric is accuracy.</summary>
    public double? Before { get; init; }

    /// <summary>The candidate's accuracy, 0–1; null unless the metric is accuracy.</summary>
    public double? After { get; init; }

    /// <summary>
    /// The share of examples that the two models classify differently, 0–1; null unless two classifiers are compared without labels.
    /// It is not limited: equally good models disagree on several percent of the examples.
    /// </summary>
    public double? Disagreement { get; init; }

    /// <summary>
    /// The mean Kullback–Leibler divergence of the candidate's probabilities from the original's, in nats;
    /// null unless two classifiers are compared without labels.
    /// </summary>
    public double? Divergence { get; init; }

    /// <summary>Why the candidate cannot be scored; null if it can.</summary>
    public string? Failure { get; init; }
}
