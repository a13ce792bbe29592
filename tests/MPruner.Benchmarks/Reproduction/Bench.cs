using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Pipeline;
using MPruner.Core.Planning;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Prunes a model with several strategies and recoveries, and scores each result on data that took no part in pruning.</summary>
/// <remarks>Each result is followed by simpler methods that remove as many blocks.</remarks>
/// <param name="context">The world.</param>
/// <param name="format">Reads and runs models.</param>
/// <param name="file">The original's file.</param>
/// <param name="data">The data files.</param>
internal sealed class Bench(ToolContext context, IModelFormat format, ReadOnlyMemory<byte> file, BenchData data)
{
    private readonly LineProgress progress = new(context.Error, context.Clock);

    /// <summary>Threshold, threads, seed; strategy and recovery are the rows'.</summary>
    public required PruningOptions Options { get; init; }

    /// <summary>Prints the table, line by line.</summary>
    /// <param name="rows">The pipeline's rows.</param>
    /// <param name="confidence">A second level of the guard's bound to run each row at; null for none.</param>
    public void Print(IReadOnlyList<RowChoice> rows, double? confidence)
    {
        var bench = format.Bench(new(Options.Threads, Options.Device), new(Options.TrainingThreads, Options.Device));
        var run = new RunContext(bench, Options, progress, context.Cancel) { Clock = context.Clock };
        var model = format.Open(file, Options.Blocks);
        var calibration = BoundExamples.Bind(data.Calibration, model.Signature);
        var evaluation = BoundExamples.Bind(data.Evaluation, model.Signature);
        var splits = PruningData.Split(run with { Options = Options with { Recovery = RecoverySteps.None } }, calibration, evaluation);
        using var original = run.Bench.Run(file);
        var outputs = new OriginalOutputs(original, splits.Tune);
        var output = OutputSample.Of(run, outputs);
        var judge = new CandidateJudge(run, outputs, splits, MetricChoice.For(Options.Metric, output, splits.Tune.Labels).Metric);
        var table = new Table(model, new TestSet(run, file, BoundExamples.Bind(data.Test, model.Signature)));
        var measured = new ModelMeasurer(run, splits.Measured).Measure(model).Model;
        var baselines = new Baselines(new BlockChoice(measured.Chains), new Repairing(run, measured.Model, calibration, judge), table);
        context.Out.WriteLine(TableRow.Head);
        foreach (var row in rows)
        {
            var removed = Prune(row, Options, row.ToString(), table);
            if (confidence is { } level)
            {
                Prune(row, Options with { Confidence = level }, FormattableString.Invariant($"{row}, confidence {level}"), table);
            }

            if (!removed.IsEmpty)
            {
                foreach (var line in baselines.After([.. measured.Model.Blocks.Where(b => removed.Contains(b.Path))]))
                {
                    context.Out.WriteLine(line);
                }
            }
        }
    }

    private ImmutableArray<string> Prune(RowChoice row, PruningOptions options, string name, Table table)
    {
        var watch = TimeTaken.Start();
        var chosen = options with { Strategy = row.Strategy, Recovery = row.Recovery };
        var pipeline = new PruningPipeline(format, progress, context.Clock);
        var result = pipeline.Prune(new(file, data.For(row), data.Evaluation, chosen), context.Cancel);
        var seconds = watch.ToString();
        var line = table.Row($"**{name}**", result.Removed.Length, result.Parameters.After!.Value, table.Test.Score(result.Output!.Value));
        context.Out.WriteLine(line with { Seconds = seconds });
        context.Error.WriteLine($"{name}: without {string.Join(", ", result.Removed)}");
        foreach (var verdict in result.Verdicts)
        {
            context.Error.WriteLine($"  tried {string.Join(", ", verdict.Run)}: {verdict.Decision}");
        }

        foreach (var warning in result.Warnings)
        {
            context.Error.WriteLine($"  {warning.Code}: {warning.Message}");
        }

        return result.Removed;
    }
}
