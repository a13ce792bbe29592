using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>The metric of a run: from the first trial to the last verdict.</summary>
/// <param name="Metric">The metric, never <see cref="QualityMetric.Auto"/>.</param>
/// <param name="Note">What was assumed: <c>MPR2303</c>, <c>MPR2308</c>; null if nothing was.</param>
internal sealed record MetricChoice(QualityMetric Metric, Diagnostic? Note = null)
{
    private const string Remedy = "Correct the array, or leave it out of the file; "
        + "quality is then measured against the original's own outputs.";

    private const string OtherMetrics = "Choose Metric relative-error, or leave it out.";

    /// <summary>Whether scoring needs the labels.</summary>
    public bool UsesLabels => Metric == QualityMetric.Accuracy;

    /// <summary>Chooses the metric.</summary>
    /// <remarks>
    /// A metric that the user asked for is taken if the output and the labels allow it. Otherwise integer labels [N] or [N, 1] for a float
    /// output [N, C], or [N, T] for [N, T, C], C ≥ 2: accuracy. Without labels and with the evidence of <see cref="ClassifierEvidence"/>:
    /// agreement, or cosine for vectors of length 1. Everything else: the relative error.
    /// </remarks>
    /// <param name="asked">The user's choice.</param>
    /// <param name="output">The original's output.</param>
    /// <param name="labels">The header of the labels by which candidates are judged, examples first; null if there are none.</param>
    /// <param name="others">That of the calibration data, which is evidence, too.</param>
    /// <exception cref="PrunerException">
    /// <c>MPR3313</c>, <c>MPR3314</c>: the labels do not fit the output; <c>MPR3320</c>: the output does not allow the metric;
    /// <c>MPR3321</c>: accuracy without labels.
    /// </exception>
    public static MetricChoice For(QualityMetric asked, OutputSample output, ArrayHeader? labels, ArrayHeader? others = null)
    {
        var found = ArrayDescription.Of(output.Type, output.Shape);
        if (asked == QualityMetric.Auto)
        {
            return (labels, others) switch
            {
                ({ } own, _) => Labelled(output, own, found),
                (null, { } other) when AreClassNumbers(output, other) => new(QualityMetric.Agreement),
                _ => Assumed(output, found),
            };
        }

        if (asked != QualityMetric.RelativeError && !output.MayBeClasses)
        {
            throw new PrunerException(
                "MPR3320",
                $"Metric {asked.Name()} needs an output of floating-point numbers [N, C] or [N, T, C] with at least two columns; "
                + $"the model's first output is {found}. {OtherMetrics}");
        }

        if (asked == QualityMetric.Accuracy)
        {
            CheckClassNumbers(output, labels ?? throw new PrunerException(
                "MPR3321",
                "Metric accuracy needs labels, and the data by which candidates are judged have none. "
                + "Add an array named labels (or y) with class numbers, or choose Metric agreement, which needs none."));
        }

        return new MetricChoice(asked);
    }

    /// <summary>Whether values of this type can be class numbers.</summary>
    internal static bool IsWhole(ElementType type) =>
        type is ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 or ElementType.Bool;

    /// <summary>Whether the output may be class scores, and the labels one class number for each row of it.</summary>
    internal static bool AreClassNumbers(OutputSample output, ArrayHeader labels) => output.MayBeClasses && IsWhole(labels.Type)
        && (output.Shape.Length == 2 ? labels.Shape is [_] or [_, 1] : labels.Shape is [_, var positions] && positions == output.Shape[1]);

    /// <summary>The labels in a message.</summary>
    internal static string Describe(ArrayHeader labels) => $"Labels '{labels.Name}' {ArrayDescription.Of(labels.Type, labels.Shape)}";

    private static MetricChoice Assumed(OutputSample output, string found)
    {
        if (output.Evidence is not { } evidence)
        {
            return new(QualityMetric.RelativeError);
        }

        if (evidence.ShowsClasses)
        {
            return new(QualityMetric.Agreement);
        }

        var (metric, seen) = evidence.ShowsUnitVectors
            ? (QualityMetric.Cosine, "are vectors of length 1")
            : (QualityMetric.RelativeError, "do not look like a classifier's scores");
        return new(metric, new Diagnostic(
            "MPR2308",
            $"There are no labels, and the model's outputs {found} {seen}: quality is measured as Metric {metric.Name()}, "
            + $"so that a MaxDrop of 0.01 means {metric.Describe(0.01)}. Set Metric to say what the outputs are: "
            + "agreement or kl for class scores, cosine for embeddings, relative-error for other numbers."));
    }

    private static MetricChoice Labelled(OutputSample output, ArrayHeader labels, string found)
    {
        if (output.MayBeClasses && IsWhole(labels.Type))
        {
            CheckClassNumbers(output, labels);
            return new(QualityMetric.Accuracy);
        }

        var sameShape = labels.Shape.Length == output.Shape.Length && labels.Shape.AsSpan()[1..].SequenceEqual(output.Shape.AsSpan()[1..]);
        if (output.MayBeClasses && output.Shape.Length == 2 && !sameShape)
        {
            CheckClassNumbers(output, labels);
        }

        var why = sameShape && output.MayBeClasses
            ? "they are numbers like the outputs themselves, not class numbers"
            : $"the model's output {found} does not consist of class scores that could be compared with class numbers";
        return new(
            QualityMetric.RelativeError,
            new Diagnostic(
                "MPR2303",
                $"{Describe(labels)} are not used: {why}. Quality is measured against the original's own outputs (relative-error)."));
    }

    private static void CheckClassNumbers(OutputSample output, ArrayHeader labels)
    {
        var (shape, found) = (output.Shape, ArrayDescription.Of(output.Type, output.Shape));
        if (!IsWhole(labels.Type))
        {
            throw new PrunerException(
                "MPR3314",
                $"{Describe(labels)} are not class numbers, but the model's output {found} looks like scores of {shape[^1]} classes: "
                + $"expected integers from 0 to {shape[^1] - 1}. {Remedy}");
        }

        if (!AreClassNumbers(output, labels))
        {
            var unit = shape.Length == 2 ? "example, [N]" : $"example and position, [N, {shape[1]}]";
            throw new PrunerException(
                "MPR3313",
                $"{Describe(labels)} do not fit the model's output {found}: expected one class number for each {unit}. {Remedy}");
        }
    }
}
