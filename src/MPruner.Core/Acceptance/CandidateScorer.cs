using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>Scores candidates against the original on one split, example by example.</summary>
/// <param name="original">The original, loaded.</param>
/// <param name="examples">The split.</param>
internal sealed class CandidateScorer(IModelSession original, BoundExamples examples)
{
    private const int BatchSize = 64;
    private const int LookEvery = 4;

    /// <summary>The original's outputs are kept up to this many bytes, so that it runs once and not once a candidate.</summary>
    private const long KeptBytes = 64 << 20;

    private readonly Dictionary<int, NumericArray> kept = [];
    private MetricChoice? choice;
    private long keptBytes;

    /// <summary>What the metric's choice has to say of the labels; null before the first score, or where all is well.</summary>
    public Diagnostic? Note => choice?.Note;

    /// <summary>Measures a candidate.</summary>
    /// <param name="candidate">The candidate, loaded.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="stage">The stage's name for whoever waits.</param>
    /// <param name="giveUp">Asked every few batches whether the rest can be spared; null to measure the whole split.</param>
    /// <param name="cancel">Ends the measurement between two batches.</param>
    public QualityMeasurement Score(IModelSession candidate, IProgressSink progress, string stage, Func<QualityMeasurement, bool>? giveUp, CancellationToken cancel)
    {
        QualityMeter? meter = null;
        for (var start = 0; start < examples.Count; start += BatchSize)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, examples.Count - start);
            var inputs = examples.Read(start, count);
            var before = Original(start, inputs);
            choice ??= MetricChoice.For(before.Type, before.Shape, examples.Labels);
            meter ??= QualityMeter.For(choice.Metric);
            meter.Add(before, Output(candidate, inputs), choice.UsesLabels ? examples.ReadLabels(start, count) : null);
            progress.Report(stage, start + count, examples.Count);
            if (giveUp is not null && (start / BatchSize) % LookEvery == LookEvery - 1 && giveUp(meter.ToMeasurement()))
            {
                break;
            }
        }

        return meter!.ToMeasurement();
    }

    private NumericArray Original(int start, ImmutableArray<NumericArray> inputs)
    {
        if (kept.TryGetValue(start, out var known))
        {
            return known;
        }

        var output = Output(original, inputs);
        if (keptBytes + output.Data.Length <= KeptBytes)
        {
            keptBytes += output.Data.Length;
            kept.Add(start, output);
        }

        return output;
    }

    private NumericArray Output(IModelSession session, ImmutableArray<NumericArray> inputs)
    {
        var outputs = examples.Invoke(session, inputs);
        return outputs.IsEmpty
            ? throw new PrunerException("MPR3207", "forward returned no tensor; its first tensor is what is scored. Wrap the model in a module that returns its output as a tensor.")
            : outputs[0];
    }
}
