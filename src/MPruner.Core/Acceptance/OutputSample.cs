using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>The original's output on a few examples, from which the metric is chosen.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The shape for any number of examples.</param>
/// <param name="Evidence">What the values show; null unless the output is float [N, C] or [N, T, C] with C ≥ 2.</param>
internal sealed record OutputSample(ElementType Type, ImmutableArray<long> Shape, ClassifierEvidence? Evidence)
{
    private const int MostExamples = 256;
    private const long MostValues = 1 << 24;

    /// <summary>Whether the output may be class scores by its type and shape.</summary>
    public bool MayBeClasses => Type.IsFloat() && Shape.Length is 2 or 3 && Shape[^1] >= 2;

    /// <summary>Runs the original.</summary>
    /// <param name="run">Cancels between batches.</param>
    /// <param name="original">The original's outputs on the examples on which candidates will be scored.</param>
    /// <exception cref="PrunerException">
    /// <c>MPR3207</c>: it returns no tensor; <c>MPR3312</c>: the output has no example dimension or no real numbers.
    /// </exception>
    public static OutputSample Of(RunContext run, OriginalOutputs original)
    {
        var few = original.On(original.Examples.Spread(MostExamples));
        var sample = default(OutputSample);
        var seen = 0L;
        for (var start = 0; start < few.Examples.Count && seen < MostValues; start += OriginalOutputs.BatchSize)
        {
            run.Cancel.ThrowIfCancellationRequested();
            var count = Math.Min(OriginalOutputs.BatchSize, few.Examples.Count - start);
            var output = few.Of(start, few.Examples.Read(start, count));
            sample ??= Of(output, count);
            if (output.Shape.Length == sample.Shape.Length && output.Shape[^1] == sample.Shape[^1])
            {
                sample.Evidence?.Add(output.ToDoubles());
            }

            seen += output.Count;
        }

        return sample!;
    }

    private static OutputSample Of(NumericArray output, int examples)
    {
        var isOfExamples = output.Shape is [var first, ..] && first == examples && output.Count > 0;
        if (!isOfExamples || !(output.Type.IsFloat() || MetricChoice.IsWhole(output.Type)))
        {
            throw new PrunerException(
                "MPR3312",
                $"Model output for {examples} examples: found {output.Describe()}, expected real numbers with the example as first "
                + $"dimension, [{examples}, …]. Wrap the model so that its first output is such an array.");
        }

        return Of(output.Type, output.Shape);
    }

    /// <summary>A sample without values.</summary>
    public static OutputSample Of(ElementType type, ImmutableArray<long> shape)
    {
        var empty = new OutputSample(type, shape, null);
        return empty.MayBeClasses ? empty with { Evidence = new ClassifierEvidence((int)shape[^1]) } : empty;
    }
}
