using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Planning;
using MPruner.Core.Ports;
using MPruner.Core.Reports;

namespace MPruner.Core.Pipeline;

/// <summary>MPruner from end to end: file → chains → similarity → clusters → removal and recovery → narrowing → verdict → file.</summary>
/// <remarks>The method is that of Hu et al., arXiv 2408.13482, with an unbiased CKA and a guard on held-out data.</remarks>
/// <param name="format">Reads, runs and writes the models.</param>
/// <param name="progress">Receives progress and warnings.</param>
/// <param name="clock">Measures how long the stages take.</param>
public sealed class PruningPipeline(IModelFormat format, IProgressSink progress, TimeProvider clock)
{
    /// <summary>Finds the block chains of a model, without running it.</summary>
    /// <param name="model">The file's bytes.</param>
    /// <param name="options">The options, of which only <see cref="PruningOptions.Blocks"/> is used.</param>
    /// <exception cref="FormatException">The file is malformed.</exception>
    /// <exception cref="PrunerException">The model has no calls of submodules, or does not have the chosen blocks.</exception>
    public PruningResult Inspect(ReadOnlyMemory<byte> model, PruningOptions options)
    {
        var start = clock.GetTimestamp();
        var opened = format.Open(model, options.Blocks);
        return Result(opened) with
        {
            Signature = opened.Signature.ToString(),
            Chains = ChainReports.Of(opened),
            Timings = new() { Load = Seconds(start) },
        };
    }

    /// <summary>Measures the similarity of all blocks and finds the clusters.</summary>
    /// <param name="request">The model, the data and the options.</param>
    /// <param name="cancel">Cancels the run between two batches.</param>
    /// <exception cref="FormatException">The file is malformed.</exception>
    /// <exception cref="PrunerException">The model, the data or the engine does not allow the measurement.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public PruningResult Analyze(AnalysisRequest request, CancellationToken cancel)
    {
        var warnings = new WarningCollector(progress);
        var run = Start(request.Options, warnings, cancel);
        var start = clock.GetTimestamp();
        var model = format.Open(request.Model, request.Options.Blocks);
        var (examples, notes) = Choose(run, request, model.Signature);
        var measurer = new ModelMeasurer(run, examples);
        using var original = run.Bench.Run(request.Model);
        warnings.Warn([.. notes, .. RepeatedRun.Check(original, examples)]);
        var load = Seconds(start);
        var (measured, timings) = request.CompareForward ? measurer.MeasureInTurn(model, original) : measurer.Measure(model);
        warnings.Warn(measured.Notes);
        return Result(model) with
        {
            Chains = request.AllRuns ? ChainReports.WithCandidates(measured, request.Options) : ChainReports.Of(measured, request.Options),
            Timings = timings with { Load = load },
            Warnings = warnings.Warnings,
        };
    }

    /// <summary>Measures a part of the Gram groups of <see cref="Analyze"/>; <see cref="MergedAnalysis"/> adds the parts up.</summary>
    /// <param name="request">The model, the data and the options, of which those for clusters are not used.</param>
    /// <param name="shard">Which groups are measured.</param>
    /// <param name="cancel">Cancels the run between two batches.</param>
    /// <exception cref="FormatException">The file is malformed.</exception>
    /// <exception cref="PrunerException">The model, the data or the engine does not allow the measurement.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public AnalysisSums Measure(AnalysisRequest request, Shard shard, CancellationToken cancel)
    {
        var warnings = new WarningCollector(progress);
        var run = Start(request.Options, warnings, cancel);
        var model = format.Open(request.Model, request.Options.Blocks);
        var (examples, notes) = Choose(run, request, model.Signature);
        warnings.Warn([.. notes, .. RepeatedRun.Check(run, model, examples)]);
        var levels = new ModelMeasurer(run, examples).Measure(model, shard);
        return new AnalysisSums
        {
            Name = examples.Name,
            Parameters = model.Signature.ParameterCount,
            Bytes = model.File.Length,
            Engine = format.Engine,
            Examples = examples.Count,
            ExampleOrder = ExampleOrder.Of(examples),
            Levels = [.. levels.Select(level => new AnalysisLevel(ChainReports.Of(level.Model), level.Sums))],
            Warnings = warnings.Warnings,
        };
    }

    /// <summary>Removes redundant blocks, and narrows the remaining ones if that is asked for, as far as the guard allows.</summary>
    /// <param name="request">The model, the data and the options.</param>
    /// <param name="cancel">Cancels the run between two batches.</param>
    /// <returns>The result with the pruned model; with the original's own bytes if no block can be removed.</returns>
    /// <exception cref="FormatException">The file is malformed.</exception>
    /// <exception cref="PrunerException">The model, the data or the engine does not allow pruning.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public PruningResult Prune(PruningRequest request, CancellationToken cancel)
    {
        var raised = new WarningCollector(progress);
        var run = Start(request.Options, raised, cancel);
        var start = clock.GetTimestamp();
        var model = format.Open(request.Model, request.Options.Blocks);
        var data = Split(run, request.Calibration, request.Evaluation, model.Signature);
        RequireSameExamples(request.Analysis, data.Measured);
        RepeatedRun.Check(run, model, data.Measured).ForEach(raised.Warn);
        using var unpruned = run.Bench.Run(model.File);
        var outputs = new OriginalOutputs(unpruned, data.Tune);
        var output = OutputSample.Of(run, outputs);
        data = data.WithClassNumbers(output);
        var metric = MetricChoice.For(request.Options.Metric, output, data.Tune.Labels, data.Calibrate.Labels);
        FinetuningLabels.Check(request.Options, data.Calibrate, output);
        raised.Warn([.. data.Notes, metric.Note]);
        var load = Seconds(start);

        var measurer = new ModelMeasurer(run, data.Measured);
        var (original, timings) = request.Analysis is { } analysis
            ? (measurer.Read(model, [.. analysis.Levels.Select(level => level.Sums)]), new Timings())
            : measurer.Measure(model);

        start = clock.GetTimestamp();
        var judge = new CandidateJudge(run, outputs, data, metric.Metric);
        var recovery = new ModelRecovery(run, data, judge);
        var storage = new StorageChoice(run, judge, model);
        var attempts = new Attempts(run, recovery, judge, storage);
        var order = new RemovalOrder(recovery, judge.Outputs, storage.Budget);
        var width = request.Options.Width ? new WidthSearch(new(run, judge, data.Measured), recovery, attempts, storage.Budget) : null;
        ISearch search = request.Options.Strategy == PruningStrategy.Paper
            ? new PaperLoop(original, measurer, attempts, request.Options) { Width = width }
            : new VerifiedSearch(original, measurer, order, attempts) { Width = width };
        search.Run();
        storage.StoreOriginal(original.Model, attempts);

        raised.Warn(
        [
            .. attempts.Warnings,
            .. original.Notes,
            .. model.UnjudgedParts([.. attempts.Removed, .. attempts.Narrowed.Select(d => d.Block)], attempts.Best is not null),
            .. NothingRemoved.Why(original, attempts, request.Options),
            storage.Note(attempts.Best),
        ]);
        return Result(original.Model, attempts) with
        {
            Chains = ChainReports.Of(original, request.Options),
            Examples = data.Counts,
            Timings = timings with { Load = load, Recovery = recovery.Seconds, Evaluation = Seconds(start) - recovery.Seconds },
            Warnings = raised.Warnings,
        };
    }

    /// <summary>Scores a pruned model against its original on data that were used for neither.</summary>
    /// <param name="request">The models, the data and the options.</param>
    /// <param name="cancel">Cancels the run between two batches.</param>
    /// <exception cref="FormatException">A file is malformed.</exception>
    /// <exception cref="PrunerException">
    /// <c>MPR2005</c>: the pruned model cannot be compared with the original; other codes: the data or the engine does not allow scoring.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public PruningResult Verify(VerificationRequest request, CancellationToken cancel)
    {
        var raised = new WarningCollector(progress);
        var run = Start(request.Options, raised, cancel);
        var start = clock.GetTimestamp();
        var (before, after) = (format.ReadSignature(request.Original), format.ReadSignature(request.Candidate));
        var examples = BoundExamples.Bind(request.Evaluation, before);
        using var original = run.Bench.Run(request.Original);
        using var candidate = run.Bench.Run(request.Candidate);
        var load = Seconds(start);
        start = clock.GetTimestamp();
        var outputs = new OriginalOutputs(original, examples);
        var output = OutputSample.Of(run, outputs);
        var (labelled, note) = OneHotLabels.Read(examples, output);
        var metric = MetricChoice.For(request.Options.Metric, output, labelled.Labels, null);
        var scorer = new CandidateScorer(run, outputs, labelled, metric.Metric);
        var decision = new AcceptanceGuard(request.Options.MaxDrop, request.Options.Confidence).Judge(scorer.Score(candidate, "Comparing"));
        if (decision.Report is null)
        {
            throw new PrunerException(
                "MPR2005",
                $"The pruned model cannot be compared with its original: {decision.Decision}. "
                + "Expected finite outputs of the original's shape; prune again from the original.");
        }

        raised.Warn([.. decision.Warnings, examples.Note, note, metric.Note]);
        return new PruningResult
        {
            Parameters = new Change(before.ParameterCount, after.ParameterCount),
            Bytes = new Change(request.Original.Length, request.Candidate.Length),
            Engine = format.Engine,
            Quality = decision.Report,
            Timings = new() { Load = load, Evaluation = Seconds(start) },
            Warnings = raised.Warnings,
        };
    }

    private RunContext Start(PruningOptions options, WarningCollector sink, CancellationToken cancel)
    {
        var bench = format.Bench(new(options.Threads, options.Device), new(options.TrainingThreads, options.Device));
        return new(bench, options, sink, cancel) { Clock = clock };
    }

    /// <summary>The examples that an analysis measures, and what is to be said about the data.</summary>
    private static (BoundExamples Examples, IEnumerable<Diagnostic?> Notes) Choose(
        RunContext run, AnalysisRequest request, ModelSignature signature)
    {
        if (request.ForPruning)
        {
            var data = Split(run, request.Calibration, request.Evaluation, signature);
            return (data.Measured, data.Notes);
        }

        var bound = BoundExamples.Bind(request.Calibration, signature);
        var chosen = MeasuredExamples.Of(bound, run.Options.Seed, run.Cancel);
        return (chosen.Examples, [bound.Note, chosen.Note]);
    }

    private static PruningData Split(RunContext run, IExampleSource calibration, IExampleSource? evaluation, ModelSignature signature) =>
        PruningData.Split(
            run,
            BoundExamples.Bind(calibration, signature),
            evaluation is null ? null : BoundExamples.Bind(evaluation, signature));

    private static void RequireSameExamples(AnalysisSums? analysis, BoundExamples measured)
    {
        if (analysis is not null && analysis.ExampleOrder != ExampleOrder.Of(measured))
        {
            throw new PrunerException(
                "MPR3506",
                $"The analysis measured {analysis.Examples} examples of {measured.Name}; pruning measures {measured.Count}, and others. "
                + "Expected the same ones: analyze all parts with --for-pruning and with the evaluation data of the pruning.");
        }
    }

    private PruningResult Result(IPrunableModel model) => new()
    {
        Parameters = new Change(model.Signature.ParameterCount, null),
        Bytes = new Change(model.File.Length, null),
        Engine = format.Engine,
    };

    private PruningResult Result(IPrunableModel model, Attempts attempts)
    {
        var (output, parameters) = attempts.Best is { Candidate: var candidate } best
            ? (best.File, candidate.Model.CountParameters(candidate))
            : (model.File, model.Signature.ParameterCount);
        return Result(model) with
        {
            Output = output,
            Parameters = new Change(model.Signature.ParameterCount, parameters),
            Bytes = new Change(model.File.Length, output.Length),
            Removed = attempts.Removed,
            Narrowed = attempts.Narrowed,
            Verdicts = attempts.Verdicts,
            Stored = attempts.Best?.Candidate.Stored,
            Quality = attempts.Best?.Decision.Report,
        };
    }

    private double Seconds(long start) => clock.GetElapsedTime(start).TotalSeconds;
}
