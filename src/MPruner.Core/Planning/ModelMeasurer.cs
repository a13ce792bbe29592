using System.Collections.Immutable;
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
        if (!IsMeasured(model))
        {
            return (new(model, [], []), new Timings());
        }

        using var recorder = Recorder(model);
        var measurer = Measurer(recorder, model, examples);
        var start = run.Clock.GetTimestamp();
        var measured = MeasuredModel.Of(model, measurer.MeasureAll(run.Progress, run.Cancel), run.Options);
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
        var first = Measurer(recorder, model, warmUp).MeasureAll(run.Progress, run.Cancel);
        if (MeasuredModel.Of(model, first, run.Options).Model.WithInnerChains() is { } other)
        {
            return MeasureInTurn(other, original);
        }

        var measurer = Measurer(recorder, model, examples);
        var chains = ImmutableArray<ChainMeasurement>.Empty;
        var (plain, measuring) = (new double[ComparedPasses], new double[ComparedPasses]);
        for (var pass = 0; pass < ComparedPasses; pass++)
        {
            var start = run.Clock.GetTimestamp();
            Forward(original, examples);
            plain[pass] = run.Seconds(start);
            start = run.Clock.GetTimestamp();
            chains = measurer.MeasureAll(run.Progress, run.Cancel);
            measuring[pass] = run.Seconds(start);
        }

        var timings = new Timings { Forward = Median(plain), Analysis = Median(measuring) };
        return (MeasuredModel.Of(model, chains, run.Options), timings);
    }

    /// <summary>Measures a model on a shard of the examples; again if that shows that the chains are others.</summary>
    /// <returns>The sums of each of these passes, with the model whose chains it measured.</returns>
    public ImmutableArray<(IPrunableModel Model, LevelSums Sums)> Measure(IPrunableModel model, Shard shard)
    {
        var levels = ImmutableArray.CreateBuilder<(IPrunableModel, LevelSums)>();
        var next = model;
        while (next is not null && IsMeasured(next))
        {
            using var recorder = Recorder(next);
            var sums = Measurer(recorder, next, examples).Measure(shard, run.Progress, run.Cancel);
            levels.Add((next, sums.ToSums()));
            next = next.With(sums.WithReasons(next.Chains)).WithInnerChains();
        }

        return levels.ToImmutable();
    }

    /// <summary>What <see cref="Measure(IPrunableModel)"/> would find, from the sums of all shards.</summary>
    /// <exception cref="PrunerException"><c>MPR3506</c>: they are sums of other chains.</exception>
    public MeasuredModel Read(IPrunableModel model, ImmutableArray<LevelSums> levels)
    {
        var measured = new MeasuredModel(model, [], []);
        var (next, level) = (model, 0);
        while (next is not null && IsMeasured(next))
        {
            var paths = next.Blocks.Select(block => block.Path);
            if (level == levels.Length || !paths.SequenceEqual(levels[level].Chains.SelectMany(chain => chain.Blocks).Select(b => b.Path)))
            {
                throw new PrunerException(
                    "MPR3506",
                    $"The analysis has no sums of the blocks {next.Blocks[0].Path} to {next.Blocks[^1].Path}. "
                    + "It was made from another model, or with other Blocks: measure all parts again.");
            }

            var sums = new LevelAccumulator(LevelShape.Of(levels[level]));
            sums.Add(levels[level]);
            measured = MeasuredModel.Of(next, sums.ToMeasurements(next.Chains, examples.Name), run.Options);
            (next, level) = (measured.Model.WithInnerChains(), level + 1);
        }

        return measured;
    }

    /// <summary>Whether a model has anything to measure: a pruned one of whose blocks all must stay has not.</summary>
    private static bool IsMeasured(IPrunableModel model) =>
        !model.Chains.IsEmpty && (model.Origin is null || model.Blocks.Any(block => block.Removable));

    private IBlockRecorder Recorder(IPrunableModel model) => run.Bench.Record(model, examples.Parameters.Length, run.Options.Standardised);

    private BlockMeasurer Measurer(IBlockRecorder recorder, IPrunableModel model, BoundExamples some) =>
        new(recorder, model.Chains, some, run.Options);

    private void Forward(IRunningModel original, BoundExamples inputs)
    {
        var rows = Math.Min(run.Options.GramRows, inputs.Count);
        for (var start = 0; start + rows <= inputs.Count; start += rows)
        {
            run.Cancel.ThrowIfCancellationRequested();
            inputs.Run(original, inputs.Read(start, rows));
        }
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
