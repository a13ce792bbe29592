using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>The original's outputs on one split. They are cached, so that it runs once instead of once per candidate.</summary>
/// <param name="original">The original, loaded.</param>
/// <param name="examples">The split.</param>
internal sealed class OriginalOutputs(IRunningModel original, BoundExamples examples)
{
    /// <summary>The number of examples in a batch.</summary>
    public const int BatchSize = 64;

    private const long MostBytes = 64 << 20;

    private readonly Dictionary<int, NumericArray> kept = [];
    private long keptBytes;
    private bool? fitTogether;

    /// <summary>The split.</summary>
    public BoundExamples Examples => examples;

    /// <summary>Its outputs on other examples.</summary>
    public OriginalOutputs On(BoundExamples others) => others == examples ? this : new(original, others);

    /// <summary>The first output for a batch.</summary>
    /// <param name="start">The index of its first example.</param>
    /// <param name="inputs">Its inputs.</param>
    public NumericArray Of(int start, ImmutableArray<NumericArray> inputs)
    {
        if (kept.TryGetValue(start, out var known))
        {
            return known;
        }

        var output = examples.FirstOutput(original, inputs);
        if (keptBytes + output.Data.Length <= MostBytes)
        {
            keptBytes += output.Data.Length;
            kept.Add(start, output);
        }

        return output;
    }

    /// <summary>Computes the outputs of all examples, unless they are too many to be cached.</summary>
    /// <param name="run">The progress sink and the cancellation token.</param>
    public void ComputeAll(RunContext run)
    {
        for (var start = 0; start < examples.Count && FitTogether(); start += BatchSize)
        {
            run.Cancel.ThrowIfCancellationRequested();
            Batch(start);
            run.Progress.Report("Running the original", Math.Min(start + BatchSize, examples.Count), examples.Count);
        }
    }

    /// <summary>The first output for examples in any order: one row each, from the cached outputs where they can be cached.</summary>
    /// <param name="chosen">The indices of the examples.</param>
    /// <param name="inputs">Their inputs.</param>
    public NumericArray Of(ImmutableArray<int> chosen, ImmutableArray<NumericArray> inputs)
    {
        if (!FitTogether())
        {
            return examples.FirstOutput(original, inputs);
        }

        var first = Batch(0);
        var bytes = first.Data.Length / (int)first.Shape[0];
        var data = new byte[bytes * chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            var row = chosen[i] % BatchSize;
            var batch = Batch(chosen[i] - row);

            // A model may shorten its sequences to the longest one of the batch.
            if (!batch.Shape.AsSpan()[1..].SequenceEqual(first.Shape.AsSpan()[1..]))
            {
                return examples.FirstOutput(original, inputs);
            }

            batch.Data.Slice(bytes * row, bytes).CopyTo(data.AsMemory(bytes * i));
        }

        return first with { Shape = first.Shape.SetItem(0, chosen.Length), Data = data };
    }

    /// <summary>
    /// Whether there is a row for each example, and all rows can be cached. It is asked once: a first batch that is too large to be cached
    /// would be computed anew for each question.
    /// </summary>
    private bool FitTogether() => fitTogether ??= AreRows(Batch(0), Math.Min(BatchSize, examples.Count));

    private bool AreRows(NumericArray first, int rows) =>
        first.Shape is [var n, ..] && n == rows && (long)first.Data.Length / rows * examples.Count <= MostBytes;

    private NumericArray Batch(int start) =>
        kept.TryGetValue(start, out var known) ? known : Of(start, examples.Read(start, Math.Min(BatchSize, examples.Count - start)));
}
