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
    public QualityMeasurement Score(IModelSession candidate, IProgressSink progress, string stage, Func<QualityMeasurement, bool>? giveUp, CancellationToken cancel) =>
        Score(1, inputs => [Output(candidate, inputs)], progress, stage, giveUp, cancel)[0];

    /// <summary>Measures candidates side by side.</summary>
    /// <param name="candidates">How many they are.</param>
    /// <param name="run">Their outputs for a batch.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="stage">The stage's name for whoever waits.</param>
    /// <param name="cancel">Ends the measurement between two batches.</param>
    public ImmutableArray<QualityMeasurement> Score(
        int candidates, Func<ImmutableArray<NumericArray>, IEnumerable<NumericArray>> run, IProgressSink progress, string stage, CancellationToken cancel) =>
        Score(candidates, run, progress, stage, null, cancel);

    private ImmutableArray<QualityMeasurement> Score(
        int candidates,
        Func<ImmutableArray<NumericArray>, IEnumerable<NumericArray>> run,
        IProgressSink progress,
        string stage,
        Func<QualityMeasurement, bool>? giveUp,
        CancellationToken cancel)
    {
        List<QualityMeter> meters = [];
        for (var start = 0; start < examples.Count; start += BatchSize)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, examples.Count - start);
            var inputs = examples.Read(start, count);
            var before = Original(start, inputs);
            var known = choice ??= MetricChoice.For(before.Type, before.Shape, examples.Labels);
            if (meters.Count == 0)
            {
                meters.AddRange(Enumerable.Range(0, candidates).Select(_ => QualityMeter.For(known.Metric)));
            }

            var labels = known.UsesLabels ? examples.ReadLabels(start, count) : null;
            try
            {
                foreach (var (meter, output) in meters.Zip(run(inputs)))
                {
                    meter.Add(before, output, labels);
                }
            }
            catch (PrunerException refused) when (refused.Code == "MPR3006")
            {
                // The original took these inputs: it is the candidates that are broken.
                return [.. meters.Select(_ => QualityMeasurement.Failed($"the engine refuses to run it: {refused.Reason ?? refused.Message}"))];
            }

            progress.Report(stage, start + count, examples.Count);
            if (giveUp is not null && (start / BatchSize) % LookEvery == LookEvery - 1 && meters.All(m => giveUp(m.ToMeasurement())))
            {
                break;
            }
        }

        return [.. meters.Select(m => m.ToMeasurement())];
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
