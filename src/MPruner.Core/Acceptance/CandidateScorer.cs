using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Acceptance;

/// <summary>Scores candidates against the original on one split, example by example.</summary>
/// <param name="run">The progress sink and the cancellation token.</param>
/// <param name="original">The original's outputs on the split.</param>
/// <param name="examples">The split, with labels if it has any.</param>
/// <param name="metric">The metric.</param>
internal sealed class CandidateScorer(RunContext run, OriginalOutputs original, BoundExamples examples, QualityMetric metric)
{
    private const int BatchSize = OriginalOutputs.BatchSize;
    private const int LookEvery = 4;

    private readonly ImmutableArray<PaddingMask> masks = PaddingMasks.Find(examples, run.Options.Mask);

    /// <summary>Loads a candidate and scores it; one that the engine cannot load has failed.</summary>
    /// <param name="bench">Loads it.</param>
    /// <param name="file">The candidate's file.</param>
    /// <param name="score">Scores it.</param>
    public static QualityMeasurement Loaded(IModelBench bench, ReadOnlyMemory<byte> file, Func<IRunningModel, QualityMeasurement> score)
    {
        try
        {
            using var candidate = bench.Run(file);
            return score(candidate);
        }
        catch (EngineRefusedException refused) when (refused.Step == EngineStep.Load)
        {
            return QualityMeasurement.Failed($"the engine cannot load it: {refused.Message}");
        }
    }

    /// <summary>Measures a candidate.</summary>
    /// <param name="candidate">The candidate, loaded.</param>
    /// <param name="stage">The stage's name in the progress display.</param>
    /// <param name="giveUp">Called every few batches; true ends the measurement early. Null measures the whole split.</param>
    public QualityMeasurement Score(IRunningModel candidate, string stage, Func<QualityMeasurement, bool>? giveUp = null) =>
        Score(new Trial(1, inputs => [examples.FirstOutput(candidate, inputs)]), stage, giveUp)[0];

    /// <summary>Measures candidates side by side.</summary>
    /// <param name="trial">The candidates.</param>
    /// <param name="stage">The stage's name in the progress display.</param>
    public ImmutableArray<QualityMeasurement> Score(Trial trial, string stage) => Score(trial, stage, null);

    private ImmutableArray<QualityMeasurement> Score(Trial trial, string stage, Func<QualityMeasurement, bool>? giveUp)
    {
        List<QualityMeter> meters = [.. Enumerable.Range(0, trial.Candidates).Select(_ => QualityMeter.For(metric, examples))];
        for (var start = 0; start < examples.Count; start += BatchSize)
        {
            run.Cancel.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, examples.Count - start);
            var inputs = examples.Read(start, count);
            var before = original.Of(start, inputs);
            var labels = metric == QualityMetric.Accuracy ? examples.ReadLabels(start, count) : null;
            var tokens = RealTokens(before, inputs);
            try
            {
                foreach (var (meter, output) in meters.Zip(trial.Run(inputs)))
                {
                    meter.Add(before, output, labels, tokens);
                }
            }
            catch (EngineRefusedException refused) when (refused.Step == EngineStep.Run)
            {
                // The original accepted these inputs, so the candidates are at fault, and advice about the inputs would mislead.
                var reason = (refused.InnerException as EngineRefusedException)?.Reason ?? refused.Reason ?? refused.Message;
                var failed = QualityMeasurement.Failed($"the engine refuses to run it: {reason}");
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

    /// <summary>Which tokens of an output [N, T, D] are real; null where no mask tells.</summary>
    private ImmutableArray<bool>? RealTokens(NumericArray output, ImmutableArray<NumericArray> inputs) => output.Shape is [var n, var t, _]
        ? masks.Where(mask => inputs[mask.Input].Shape is [var rows, var columns] && (rows, columns) == (n, t))
            .Select(mask => mask.RealTokens(inputs))
            .FirstOrDefault(real => real is not null)
        : null;
}

/// <summary>Candidates that run side by side.</summary>
/// <param name="Candidates">The number of candidates.</param>
/// <param name="Run">Maps a batch of inputs to one output per candidate.</param>
internal sealed record Trial(int Candidates, Func<ImmutableArray<NumericArray>, IEnumerable<NumericArray>> Run);
