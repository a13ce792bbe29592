using MPruner.Core.Examples;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>Labels in the form of one number per class: one-hot rows, or probabilities. They become class numbers.</summary>
internal static class OneHotLabels
{
    private const int LookedAt = 256;

    /// <summary>
    /// The examples with class numbers for labels, if the labels have the shape of the class scores and their rows are not negative and
    /// sum to 1; otherwise the examples as they are.
    /// </summary>
    /// <returns>Also the note <c>MPR2309</c> if the labels were turned into class numbers.</returns>
    public static (BoundExamples Examples, Diagnostic? Note) Read(BoundExamples examples, OutputSample output)
    {
        if (!output.MayBeClasses
            || examples.Labels is not { } labels
            || labels.Shape.Length != output.Shape.Length
            || !labels.Shape.AsSpan()[1..].SequenceEqual(output.Shape.AsSpan()[1..])
            || !(labels.Type.IsFloat() || MetricChoice.IsWhole(labels.Type)))
        {
            return (examples, null);
        }

        var few = examples.Spread(LookedAt);
        return ClassScores.AreProbabilities(few.ReadLabels(0, few.Count)!)
            ? (examples.WithLabels(ToClassNumbers), new Diagnostic(
                "MPR2309",
                $"{examples.Name}: labels '{labels.Name}' {ArrayDescription.Of(labels.Type, labels.Shape)} have one number per class; "
                + "the class with the highest number of each row is taken. Store class numbers to say so yourself."))
            : (examples, null);
    }

    private static NumericArray ToClassNumbers(NumericArray rows)
    {
        if (!ClassScores.AreProbabilities(rows))
        {
            throw new PrunerException(
                "MPR3315",
                $"Labels {rows.Describe()}: found a row that is negative somewhere or does not sum to 1, expected one number per class, "
                + "as in the other rows. Correct it, or store class numbers.");
        }

        var columns = (int)rows.Shape[^1];
        var values = rows.ToDoubles();
        var numbers = Enumerable.Range(0, values.Length / columns).Select(row => (long)ClassScores.Best(values, row, columns)).ToArray();
        return NumericArray.Of(numbers, rows.Shape.AsSpan()[..^1]);
    }
}
