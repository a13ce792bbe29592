using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Instrumentation;
using MPruner.Core.Ports;
using MPruner.Core.Results;
using MPruner.Tool.Running;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Prunes a model in several ways and scores each result, with what simpler ways make of as many blocks, on data that took no part.</summary>
/// <param name="context">The world.</param>
/// <param name="engine">Runs models.</param>
/// <param name="model">The original's file.</param>
/// <param name="data">The data files.</param>
/// <param name="options">Threshold, threads, seed; strategy and recovery are the rows'.</param>
/// <param name="progress">Told after each batch.</param>
internal sealed class Bench(ToolContext context, IModelEngine engine, ReadOnlyMemory<byte> model, BenchData data, PruningOptions options, IProgressSink progress)
{
    private readonly Subject subject = Subject.Open(model, options.Blocks);

    /// <summary>Prints the table, line by line.</summary>
    /// <param name="rows">The pipeline's rows.</param>
    /// <param name="confidence">A second level of the guard's bound to run each row at; null for none.</param>
    public void Print(IReadOnlyList<RowChoice> rows, double? confidence)
    {
        var calibration = BoundExamples.Bind(data.Calibration, subject.Forward);
        var evaluation = BoundExamples.Bind(data.Evaluation, subject.Forward);
        var session = new SessionOptions(options.Threads, options.Device);
        var split = SplitPlan.Make(calibration.Count, evaluation.Count, options.Seed);
        using var judge = new CandidateJudge(engine, EngineModel.Of(model), evaluation.Subset(split.Tune), evaluation.Subset(split.Accept), options, progress, context.Cancel);
        var test = new TestSet(engine, model, BoundExamples.Bind(data.Test, subject.Forward), session, progress, context.Cancel);
        var size = new ModelSize(subject);
        var measurements = Measure(calibration, session);
        var measured = subject.Measured(measurements);
        var mending = new Mending(measured, engine, context.Trainer, calibration, judge, options, progress, context.Cancel);
        var baselines = new Baselines(new BlockChoice(measurements), mending, test, size);
        context.Out.WriteLine(TableRow.Head);
        foreach (var row in rows)
        {
            var removed = Prune(row, options, row.ToString(), test, size);
            if (confidence is { } level)
            {
                Prune(row, options with { Confidence = level }, FormattableString.Invariant($"{row}, confidence {level}"), test, size);
            }

            if (!removed.IsEmpty)
            {
                foreach (var line in baselines.After([.. measured.Blocks.Where(b => removed.Contains(b.Path))]))
                {
                    context.Out.WriteLine(line);
                }
            }
        }
    }

    private ImmutableArray<string> Prune(RowChoice row, PruningOptions chosen, string name, TestSet test, ModelSize size)
    {
        var watch = TimeTaken.Start();
        var result = new PruningPipeline(engine, context.Trainer, progress, context.Clock)
            .Prune(model, data.For(row), data.Evaluation, chosen with { Strategy = row.Strategy, Recovery = row.Recovery }, context.Cancel);
        var seconds = watch.ToString();
        var score = test.Score(result.Output!.Value);
        var (all, ofBlocks) = size.Gone(result.Parameters.After!.Value);
        context.Out.WriteLine(new TableRow($"**{name}**", result.Removed.Length, all, ofBlocks, TableRow.QualityOf(score), TableRow.DropOf(score), score.Divergence, seconds));
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

    private ImmutableArray<ChainMeasurement> Measure(BoundExamples calibration, SessionOptions session)
    {
        using var instrumented = engine.Load(Instrumenter.Instrument(subject.Program, subject.Blocks, calibration.Parameters.Length, options.Standardised).Write(), session);
        return new BlockMeasurer(instrumented, subject.Chains, calibration, options).Measure(progress, context.Cancel);
    }
}
