using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Scores models against the original on the test set, with and without its labels in one pass.</summary>
internal sealed class TestSet
{
    private const int BatchSize = 64;

    private readonly RunContext run;
    private readonly BoundExamples examples;
    private readonly ImmutableArray<NumericArray> originals;

    /// <param name="run">Runs the models.</param>
    /// <param name="original">The original's file.</param>
    /// <param name="examples">The test set.</param>
    public TestSet(RunContext run, ReadOnlyMemory<byte> original, BoundExamples examples)
    {
        (this.run, this.examples) = (run, examples);
        originals = [.. Outputs(original)];
    }

    /// <summary>Scores a model.</summary>
    public TestScore Score(ReadOnlyMemory<byte> file)
    {
        var first = originals[0];
        var labelled = MetricChoice.For(QualityMetric.Auto, OutputSample.Of(first.Type, first.Shape), examples.Labels);
        var withLabels = QualityMeter.For(labelled.Metric);
        var withoutLabels = QualityMeter.For(labelled.Metric.WithoutLabels());
        var start = 0;
        foreach (var (before, after) in originals.Zip(Outputs(file)))
        {
            var count = (int)before.Shape[0];
            withLabels.Add(before, after, labelled.UsesLabels ? examples.ReadLabels(start, count) : null);
            withoutLabels.Add(before, after, null);
            start += count;
        }

        var measured = withLabels.ToMeasurement();
        return new TestScore(measured, Spread.Of(measured.Drops.AsSpan()), withoutLabels.ToMeasurement().Divergence);
    }

    private IEnumerable<NumericArray> Outputs(ReadOnlyMemory<byte> file)
    {
        using var model = run.Bench.Run(file);
        for (var start = 0; start < examples.Count; start += BatchSize)
        {
            run.Cancel.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, examples.Count - start);
            yield return examples.Run(model, examples.Read(start, count))[0];
            run.Progress.Report("Testing", start + count, examples.Count);
        }
    }
}

/// <summary>A model's quality on the test set.</summary>
/// <param name="Quality">Paired with the original's, by the labels if there are any.</param>
/// <param name="Drop">Mean and interval of what was lost.</param>
/// <param name="Divergence">
/// Mean Kullback–Leibler divergence of its probabilities from the original's, in nats; null where the outputs are not class scores.
/// </param>
internal sealed record TestScore(QualityMeasurement Quality, Spread Drop, double? Divergence)
{
    /// <summary>Drops of accuracy are given in percentage points.</summary>
    public double Scale => Quality.Before is null ? 1 : 100;
}
