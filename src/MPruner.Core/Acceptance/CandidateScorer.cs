using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>Scores candidates against the original on one split, example by example.</summary>
/// <param name="run">The progress sink and the cancellation token.</param>
/// <param name="original">The original, loaded.</param>
/// <param name="examples">The split.</param>
internal sealed class CandidateScorer(RunContext run, IRunningModel original, BoundExamples examples)
{
    private const int BatchSize = 64;
    private const int LookEvery = 4;

    /// <summary>
    /// Up to this many bytes of the original's outputs are cached, so that the original runs once instead of once per candidate.
    /// </summary>
    private const long KeptBytes = 64 << 20;

    private readonly Dictionary<int, NumericArray> kept = [];
    private MetricChoice? choice;
    private long keptBytes;

    /// <summary>
    /// The diagnostic about labels that the choice of the metric made; empty before the first score, or if there is nothing to report.
    /// </summary>
    public IEnumerable<Diagnostic> Notes => choice?.Note is { } note ? [note] : [];

    /// <summary>Measures a candidate.</summary>
    /// <param name="candidate">The candidate, loaded.</param>
    /// <param name="stage">The stage's name in the progress display.</param>
    /// <param name="giveUp">Called every few batches; true ends the measurement early. Null measures the whole split.</param>
    public QualityMeasurement Score(IRunningModel candidate, string stage, Func<QualityMeasurement, bool>? giveUp = null) =>
        Score(new Trial(1, inputs => [Output(candidate, inputs)]), stage, giveUp)[0];

    /// <summary>Measures candidates side by side.</summary>
    /// <param name="trial">The candidates.</param>
    /// <param name="stage">The stage's name in the progress display.</param>
    public ImmutableArray<QualityMeasurement> Score(Trial trial, string stage) => Score(trial, stage, null);

    private ImmutableArray<QualityMeasurement> Score(Trial trial, string stage, Func<QualityMeasurement, bool>? giveUp)
    {
        List<QualityMeter> meters = [];
        for (var start = 0; start < examples.Count; start += BatchSize)
        {
            run.Cancel.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, examples.Count - start);
            var inputs = examples.Read(start, count);
            var before = Original(start, inputs);
            var known = choice ??= MetricChoice.For(before.Type, before.Shape, examples.Labels);
            if (meters.Count == 0)
            {
                meters.AddRange(Enumerable.Range(0, trial.Candidates).Select(_ => QualityMeter.For(known.Metric)));
            }

            var labels = known.UsesLabels ? examples.ReadLabels(start, count) : null;
            try
            {
                foreach (var (meter, output) in meters.Zip(trial.Run(inputs)))
                {
                    meter.Add(before, output, labels);
                }
            }
            catch (EngineRefusedException refused) when (refused.Step == EngineStep.Run)
            {
                // The original accepted these inputs, so the candidates are at fault.
                var failed = QualityMeasurement.Failed($"the engine refuses to run it: {refused.Reason ?? refused.Message}");
                return [.. meters.Select(_ => failed)];
            }

            run.Progress.Report(stage, start + count, examples.Count);
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

    private NumericArray Output(IRunningModel model, ImmutableArray<NumericArray> inputs)
    {
        var outputs = examples.Run(model, inputs);
        return outputs.IsEmpty
            ? throw new PrunerException(
                "MPR3207",
                "forward returned no tensor; the first tensor of its result is scored. "
                + "Wrap the model in a module that returns its output as a tensor.")
            : outputs[0];
    }
}

/// <summary>Candidates that run side by side.</summary>
/// <param name="Candidates">The number of candidates.</param>
/// <param name="Run">Maps a batch of inputs to one output per candidate.</param>
internal sealed record Trial(int Candidates, Func<ImmutableArray<NumericArray>, IEnumerable<NumericArray>> Run);
