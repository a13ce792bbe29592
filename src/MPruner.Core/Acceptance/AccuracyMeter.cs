using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>
/// Accuracy against labels: scores [N, C] with labels [N], or scores [N, T, C] with labels [N, T].
/// In the second case an example's accuracy is the mean over its positions.
/// </summary>
/// <remarks>
/// The prediction is the class with the highest score; ties go to the first. Positions with a negative label (such as −100) and
/// padding are ignored, and so are examples without any other position.
/// </remarks>
internal sealed class AccuracyMeter : QualityMeter
{
    private readonly List<double> drops = [];
    private double before;
    private double after;

    /// <inheritdoc/>
    public override QualityMetric Metric => QualityMetric.Accuracy;

    /// <inheritdoc/>
    public override QualityMeasurement ToMeasurement() => new(Metric, [.. drops])
    {
        Before = drops.Count == 0 ? null : before / drops.Count,
        After = drops.Count == 0 ? null : after / drops.Count,
        Failure = Failure,
    };

    /// <inheritdoc/>
    protected override void Score(Batch batch, NumericArray? labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var answers = ClassNumbers(batch, labels);
        for (var example = 0; example < batch.Examples; example++)
        {
            var (counted, rightBefore, rightAfter) = (0, 0, 0);
            foreach (var row in batch.Rows(example).Where(row => answers[row] >= 0))
            {
                counted++;
                rightBefore += ClassScores.Best(batch.Original, row, batch.Columns) == answers[row] ? 1 : 0;
                rightAfter += ClassScores.Best(batch.Candidate, row, batch.Columns) == answers[row] ? 1 : 0;
            }

            if (counted > 0)
            {
                before += (double)rightBefore / counted;
                after += (double)rightAfter / counted;
                drops.Add((double)(rightBefore - rightAfter) / counted);
            }
        }
    }

    private int[] ClassNumbers(Batch batch, NumericArray labels)
    {
        var several = batch.Shape.Length > 2;
        var expected = several ? batch.Shape[..^1] : [batch.Shape[0]];
        if (!Fits(labels.Shape, expected))
        {
            throw new PrunerException(
                "MPR3313",
                $"Labels, from {NameOf(Seen)} on: found {labels.Describe()}, "
                + $"expected [{string.Join(", ", expected)}], as many as the model's outputs. Give one label for each.");
        }

        if (!MetricChoice.IsWhole(labels.Type))
        {
            throw new PrunerException(
                "MPR3314", $"Labels: found {labels.Describe()}, expected class numbers of an integer type. Store them as int64.");
        }

        var values = labels.ToDoubles();
        var numbers = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] >= batch.Columns || (values[i] < 0 && !several))
            {
                var perExample = values.Length / batch.Examples;
                throw new PrunerException(
                    "MPR3315",
                    $"Labels, {NameOf(Seen + (i / perExample))}: "
                    + FormattableString.Invariant($"found class {values[i]}, expected 0 to {batch.Columns - 1}, ")
                    + $"because the model has {batch.Columns} outputs. Number classes from 0.");
            }

            numbers[i] = values[i] < 0 ? -1 : (int)values[i];
        }

        return numbers;
    }

    private static bool Fits(ImmutableArray<long> labels, ImmutableArray<long> expected) =>
        labels.AsSpan().SequenceEqual(expected.AsSpan()) || (expected.Length == 1 && labels is [var rows, 1] && rows == expected[0]);
}
