using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>Compares a candidate with the original, example by example, one batch at a time.</summary>
/// <remarks>Keeps one number an example and, for the relative squared error, one example's worth of sums; never a batch.</remarks>
internal abstract class QualityMeter
{
    private ImmutableArray<long> exampleShape;

    /// <summary>The unit that is measured in.</summary>
    public abstract QualityMetric Metric { get; }

    /// <summary>Why the candidate is out of the question, whatever the rest of the data say; null while it is not. Later batches are then ignored.</summary>
    public string? Failure { get; private set; }

    /// <summary>The number of examples seen so far.</summary>
    protected int Seen { get; private set; }

    /// <summary>A new meter.</summary>
    public static QualityMeter For(QualityMetric metric) => metric switch
    {
        QualityMetric.Accuracy => new AccuracyMeter(),
        QualityMetric.ExpectedAccuracyDrop => new ExpectedDropMeter(),
        QualityMetric.RelativeSquaredError => new RelativeErrorMeter(),
        _ => throw new UnreachableException(),
    };

    /// <summary>Adds a batch.</summary>
    /// <param name="original">What the original gave, [N, …].</param>
    /// <param name="candidate">What the candidate gave for the same examples.</param>
    /// <param name="labels">The same examples' labels; needed where <see cref="MetricChoice.UsesLabels"/> says so, ignored elsewhere.</param>
    /// <exception cref="PrunerException"><c>MPR3311</c>: the original's output is not finite; <c>MPR3313</c> to <c>MPR3315</c>: the labels do not fit;
    /// <c>MPR3317</c>: the shape of an example's output changes from batch to batch.</exception>
    public void Add(NumericArray original, NumericArray candidate, NumericArray? labels)
    {
        if (Failure is not null)
        {
            return;
        }

        CheckShape(original);
        var before = original.ToDoubles();
        if (FirstNotFinite(before, original) is { } example)
        {
            throw new PrunerException(
                "MPR3311",
                $"Original model, example {example} of the scored ones: found an output that is not finite (NaN or infinite), expected numbers. Nothing can be compared with it: correct or leave out that example, or mend the model.");
        }

        if (!candidate.Shape.AsSpan().SequenceEqual(original.Shape.AsSpan()))
        {
            Failure = $"its output is {candidate.Describe()} where the original's is {original.Describe()}";
            return;
        }

        var after = candidate.ToDoubles();
        if (FirstNotFinite(after, candidate) is { } broken)
        {
            Failure = $"its output for example {broken} of the scored ones is not finite";
            return;
        }

        Score(new Batch(original.Shape, before, after), labels);
        Seen += checked((int)original.Shape[0]);
    }

    /// <summary>What was measured so far.</summary>
    /// <exception cref="PrunerException"><c>MPR3316</c>: the metric is the relative squared error and the original's output does not vary.</exception>
    public abstract QualityMeasurement ToMeasurement();

    /// <summary>Scores a batch of finite outputs of equal shape.</summary>
    protected abstract void Score(Batch batch, NumericArray? labels);

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
                $"Original model: an example's output was [{string.Join(", ", exampleShape)}] at first and is [{string.Join(", ", shape)}] from example {Seen} of the scored ones on; expected one shape throughout. Give data of one size.");
        }
    }

    private int? FirstNotFinite(double[] values, NumericArray array)
    {
        var index = Array.FindIndex(values, value => !double.IsFinite(value));
        return index < 0 ? null : Seen + (int)(index / (array.Count / array.Shape[0]));
    }

    /// <summary>Both models' outputs for the same examples.</summary>
    /// <param name="Shape">The common shape, examples first.</param>
    /// <param name="Original">Row-major values of the original.</param>
    /// <param name="Candidate">Those of the candidate.</param>
    protected sealed record Batch(ImmutableArray<long> Shape, double[] Original, double[] Candidate)
    {
        /// <summary>N.</summary>
        public int Examples { get; } = checked((int)Shape[0]);

        /// <summary>The size of the last dimension.</summary>
        public int Columns { get; } = checked((int)Shape[^1]);
    }
}

/// <summary>The paired comparison of a candidate with the original.</summary>
/// <param name="Metric">The unit.</param>
/// <param name="Drops">What each example lost, in the metric's unit, positive is worse; examples without a label are left out.</param>
internal sealed record QualityMeasurement(QualityMetric Metric, ImmutableArray<double> Drops)
{
    /// <summary>The measurement of a candidate that cannot be measured.</summary>
    public static QualityMeasurement Failed(string why) => new(default, []) { Failure = why };

    /// <summary>The mean drop; infinite where the candidate is out of the question.</summary>
    public double Mean => Failure is null && !Drops.IsEmpty ? Drops.Average() : double.PositiveInfinity;

    /// <summary>How far the candidate's outputs are from the original's: the divergence where it is known, else the mean drop; infinite where the candidate is out of the question.</summary>
    public double Distance => Failure is null ? Divergence ?? Mean : double.PositiveInfinity;

    /// <summary>The original's accuracy; null where the metric is a drop by itself.</summary>
    public double? Before { get; init; }

    /// <summary>The candidate's accuracy; null likewise.</summary>
    public double? After { get; init; }

    /// <summary>The share of examples that the two put into different classes; null unless the metric is the expected accuracy drop. No
    /// bound is set on it: equally good models disagree on several percent.</summary>
    public double? Disagreement { get; init; }

    /// <summary>Mean Kullback–Leibler divergence of the candidate's probabilities from the original's, in nats; null likewise.</summary>
    public double? Divergence { get; init; }

    /// <summary>Why the candidate is out of the question; null where it is not.</summary>
    public string? Failure { get; init; }
}
