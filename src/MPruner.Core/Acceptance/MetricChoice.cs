using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>The metric, chosen by the model's output and the labels.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="UsesLabels">Whether the meter needs the labels.</param>
/// <param name="Note">Why the labels in the data are not used (<c>MPR2303</c>); null otherwise.</param>
internal sealed record MetricChoice(QualityMetric Metric, bool UsesLabels, Diagnostic? Note)
{
    private const string Remedy = "Correct the array, or rename it so that it is not taken for labels; "
        + "quality is then measured against the original's own outputs.";

    /// <summary>Chooses the metric.</summary>
    /// <remarks>
    /// Integer labels [N] or [N, 1] for a float output [N, C], or [N, T] for [N, T, C], C ≥ 2: accuracy. No labels and a float output
    /// [N, C]: the expected accuracy drop. Everything else: the relative squared error.
    /// </remarks>
    /// <param name="type">The element type of the model's output.</param>
    /// <param name="shape">The shape of the output for any number of examples.</param>
    /// <param name="labels">The header of the label array, examples first; null if the data have none.</param>
    /// <exception cref="PrunerException">
    /// <c>MPR3312</c>: the output has no example dimension or no real numbers;
    /// <c>MPR3313</c>, <c>MPR3314</c>: the labels do not fit the output.
    /// </exception>
    public static MetricChoice For(ElementType type, ImmutableArray<long> shape, ArrayHeader? labels)
    {
        var output = ArrayDescription.Of(type, shape);
        if (shape.IsEmpty || !(type.IsFloat() || IsWhole(type)))
        {
            throw new PrunerException(
                "MPR3312",
                $"Model output: found {output}, expected real numbers with the example as first dimension. "
                + "Wrap the model so that its first output is such an array.");
        }

        var classes = type.IsFloat() && shape.Length is 2 or 3 && shape[^1] >= 2;
        if (labels is null)
        {
            var metric = classes && shape.Length == 2 ? QualityMetric.ExpectedAccuracyDrop : QualityMetric.RelativeSquaredError;
            return new(metric, UsesLabels: false, Note: null);
        }

        if (classes && IsWhole(labels.Type))
        {
            if (LabelsFit(shape, labels.Shape))
            {
                return new(QualityMetric.Accuracy, UsesLabels: true, Note: null);
            }

            var unit = shape.Length == 2 ? "example, [N]" : $"example and position, [N, {shape[1]}]";
            throw new PrunerException(
                "MPR3313",
                $"{Describe(labels)} do not fit the model's output {output}: expected one class number for each {unit}. {Remedy}");
        }

        var sameShape = labels.Shape.Length == shape.Length && labels.Shape.AsSpan()[1..].SequenceEqual(shape.AsSpan()[1..]);
        if (classes && shape.Length == 2 && !sameShape)
        {
            throw new PrunerException(
                "MPR3314",
                $"{Describe(labels)} are not class numbers, but the model's output {output} looks like scores of {shape[1]} classes: "
                + $"expected integers from 0 to {shape[1] - 1}. {Remedy}");
        }

        return new(
            QualityMetric.RelativeSquaredError,
            UsesLabels: false,
            new Diagnostic(
                "MPR2303",
                $"{Describe(labels)} are not used: the model's output {output} does not consist of class scores "
                + "that could be compared with class numbers. "
                + "Quality is measured against the original's own outputs (relative squared error)."));
    }

    /// <summary>Whether values of this type can be class numbers.</summary>
    internal static bool IsWhole(ElementType type) =>
        type is ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 or ElementType.Bool;

    private static bool LabelsFit(ImmutableArray<long> output, ImmutableArray<long> labels) => output.Length == 2
        ? labels is [_] or [_, 1]
        : labels is [_, var positions] && positions == output[1];

    private static string Describe(ArrayHeader labels) => $"Labels '{labels.Name}' {ArrayDescription.Of(labels.Type, labels.Shape)}";
}
