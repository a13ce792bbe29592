using System.Collections.Immutable;
using MPruner.Core.Clustering;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;

namespace MPruner.Core.Planning;

/// <summary>Measures models on calibration data, and finds the clusters.</summary>
/// <param name="run">The bench and the options.</param>
/// <param name="examples">The examples for measuring.</param>
internal sealed class ModelMeasurer(RunContext run, BoundExamples examples)
{
    private const int WarmUpBatches = 2;
    private const int ComparedPasses = 5;

    /// <summary>The examples for measuring.</summary>
    public BoundExamples Examples => examples;

    /// <summary>
    /// Measures a model once; again if measuring shows that the chains are others (<see cref="IPrunableModel.WithInnerChains"/>).
    /// </summary>
    public (MeasuredModel Model, Timings Timings) Measure(IPrunableModel model)
    {
        if (model.Chains.IsEmpty || (model.Origin is not null && !model.Blocks.Any(block => block.Removable)))
        {
            return (new(model, [], []), new Timings());
        }

        using var recorder = Recorder(model);
        var measurer = new BlockMeasurer(recorder, model.Chains, examples, run.Options);
        var start = run.Clock.GetTimestamp();
        var measured = Measured(model, measurer.Measure(run.Progress, run.Cancel));
        return measured.Model.WithInnerChains() is { } other
            ? Measure(other)
            : (measured, new Timings { Analysis = run.Seconds(start) });
    }

    /// <summary>
    /// Measures a model several times, alternating with plain passes of the original, and takes the median times of both.
    /// </summary>
    public (MeasuredModel Model, Timings Timings) MeasureInTurn(IPrunableModel model, IRunningModel original)
    {
        using var recorder = Recorder(model);
        var warmUp = examples.Subset([.. Enumerable.Range(0, Math.Min(WarmUpBatches * run.Options.GramRows, examples.Count))]);
        Forward(original, warmUp);
        var first = new BlockMeasurer(recorder, model.Chains, warmUp, run.Options).Measure(run.Progress, run.Cancel);
        if (Measured(model, first).Model.WithInnerChains() is { } other)
        {
            return MeasureInTurn(other, original);
        }

        var measurer = new BlockMeasurer(recorder, model.Chains, examples, run.Options);
        var chains = ImmutableArray<ChainMeasurement>.Empty;
        var (plain, measuring) = (new double[ComparedPasses], new double[ComparedPasses]);
        for (var pass = 0; pass < ComparedPasses; pass++)
        {
            var start = run.Clock.GetTimestamp();
            Forward(original, examples);
            plain[pass] = run.Seconds(start);
            start = run.Clock.GetTimestamp();
            chains = measurer.Measure(run.Progress, run.Cancel);
            measuring[pass] = run.Seconds(start);
        }

        return (Measured(model, chains), new Timings { Forward = Median(plain), Analysis = Median(measuring) });
    }

    private IBlockRecorder Recorder(IPrunableModel model) => run.Bench.Record(model, examples.Parameters.Length, run.Options.Standardised);

    private MeasuredModel Measured(IPrunableModel model, ImmutableArray<ChainMeasurement> chains) => new(
        model.With([.. chains.Select(c => c.Chain)]),
        chains,
        [.. chains.Select(c => ClusterFinder.Find(run.Options.Clustering, c.Cka, run.Options.Threshold, c.BreakBefore.AsSpan()))]);

    private void Forward(IRunningModel original, BoundExamples inputs)
    {
        for (var start = 0; start + run.Options.GramRows <= inputs.Count; start += run.Options.GramRows)
        {
            run.Cancel.ThrowIfCancellationRequested();
            inputs.Run(original, inputs.Read(start, run.Options.GramRows));
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
