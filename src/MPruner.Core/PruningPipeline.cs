using System.Collections.Immutable;
using MPruner.Core.Acceptance;
using MPruner.Core.Clustering;
using MPruner.Core.Examples;
using MPruner.Core.Instrumentation;
using MPruner.Core.Planning;
using MPruner.Core.Ports;
using MPruner.Core.Recovery;
using MPruner.Core.Results;
using MPruner.TorchScript.Programs;

namespace MPruner.Core;

/// <summary>MPruner from end to end: archive → chains → similarity → clusters → plan → rewritten program → verdict → archive.</summary>
/// <remarks>The method is that of Hu et al., arXiv 2408.13482, with an unbiased CKA and a guard on held-out data.</remarks>
/// <param name="engine">Runs the models.</param>
/// <param name="trainer">Trains them.</param>
/// <param name="progress">Hears what is going on.</param>
/// <param name="clock">Times the stages.</param>
public sealed class PruningPipeline(IModelEngine engine, IModelTrainer trainer, IProgressSink progress, TimeProvider clock)
{
    private const int WarmUpBatches = 2;
    private const int ComparedPasses = 5;

    /// <summary>Similarity and linear maps are settled by so many examples; only training gains by more.</summary>
    private const int MostMeasured = 4096;

    /// <summary>Finds the block chains of a model, without running it.</summary>
    /// <exception cref="TorchScript.TorchScriptException">The file is malformed.</exception>
    /// <exception cref="PrunerException">The model has no calls of submodules, or the chosen blocks are not there.</exception>
    public PruningResult Inspect(ReadOnlyMemory<byte> model, PruningOptions options)
    {
        var start = clock.GetTimestamp();
        var subject = Subject.Open(model, options.Blocks);
        return Result(subject, [.. subject.Chains.Select(subject.Report)]) with { Timings = new() { Load = Seconds(start) } };
    }

    /// <summary>Measures the similarity of all blocks and finds the clusters.</summary>
    /// <param name="model">The file.</param>
    /// <param name="calibration">Inputs to measure on.</param>
    /// <param name="options">The options.</param>
    /// <param name="compareForward">Whether plain passes over the same data are timed too, in turn with the instrumented ones.</param>
    /// <param name="cancel">Ends the run between two batches.</param>
    public PruningResult Analyze(ReadOnlyMemory<byte> model, IExampleSource calibration, PruningOptions options, bool compareForward, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        var subject = Subject.Open(model, options.Blocks);
        var examples = BoundExamples.Bind(calibration, subject.Forward).Spread(MostMeasured);
        using var original = EngineModel.Of(model).Load(engine, Session(options));
        var warning = RepeatedRun.Check(original, examples);
        var load = Seconds(start);
        var (measurements, timings) = compareForward ? MeasureInTurn(subject, original, examples, options, cancel) : Measure(subject, examples, options, cancel);
        ImmutableArray<Diagnostic> warnings = warning is null ? [] : [warning];
        foreach (var said in warnings)
        {
            progress.Warn(said);
        }

        return Result(subject, Reports(subject, measurements, Clusters(measurements, options), options)) with
        {
            Timings = timings with { Load = load },
            Warnings = warnings,
        };
    }

    /// <summary>Removes what is redundant, as far as the guard allows.</summary>
    /// <param name="model">The file.</param>
    /// <param name="calibration">Inputs, labels optional, to measure on; also to accept on where there are no evaluation data.</param>
    /// <param name="evaluation">Disjoint data to accept or reject on.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancel">Ends the run between two batches.</param>
    /// <returns>The pruned model; the original's own bytes where nothing can be removed.</returns>
    public PruningResult Prune(ReadOnlyMemory<byte> model, IExampleSource calibration, IExampleSource? evaluation, PruningOptions options, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        var subject = Subject.Open(model, options.Blocks);
        var original = EngineModel.Of(model);
        var examples = BoundExamples.Bind(calibration, subject.Forward);
        var heldOut = evaluation is null ? null : BoundExamples.Bind(evaluation, subject.Forward);
        var split = SplitPlan.Make(examples.Count, heldOut?.Count ?? 0, options.Seed);
        var calibrate = examples.Subset(split.Calibrate);
        var measured = calibrate.Spread(MostMeasured);
        var unrepeatable = CheckRepeats(original, measured, options);
        var load = Seconds(start);
        var (measurements, timings) = Measure(subject, measured, options, cancel);
        var clusters = Clusters(measurements, options);
        subject = subject.Measured(measurements);

        start = clock.GetTimestamp();
        using var judge = new CandidateJudge(engine, original, (heldOut ?? examples).Subset(split.Tune), (heldOut ?? examples).Subset(split.Accept), options, progress, cancel);
        ImmutableArray<ChainMeasurement> Remeasure(Subject other) => Measure(other, measured, options, cancel).Measurements;
        var recovering = TimeSpan.Zero;
        var recovery = ModelRecovery.Make(engine, trainer, measured, calibrate, judge, options, progress, cancel).Timed(clock, time => recovering += time);
        var attempts = new Attempts(recovery, judge);
        ISearch search = options.Strategy == PruningStrategy.Paper
            ? new PaperLoop(subject, measurements, Remeasure, attempts, options)
            : new VerifiedSearch(subject, measurements, Remeasure, new RemovalOrder(recovery, new TrialRuns(engine, judge, measured, Session(options)), options), attempts, options);
        search.Run();

        var chosen = attempts.Best;
        var warnings = chosen is null ? [] : chosen.Decision.Warnings.ToList();
        warnings.AddRange(new[] { unrepeatable, judge.Note }.OfType<Diagnostic>());

        warnings.AddRange(ScopeWarnings.For(subject, chosen?.Removed ?? []));
        if (chosen is null)
        {
            warnings.Add(NothingRemoved(measurements, clusters, attempts.Verdicts, options));
        }

        warnings.ForEach(progress.Warn);
        var output = chosen?.File ?? model;
        return Result(subject, Reports(subject, measurements, clusters, options)) with
        {
            Output = output,
            Parameters = new Change(subject.Program.ParameterCount, (chosen?.Program ?? subject.Program).ParameterCount),
            Bytes = new Change(model.Length, output.Length),
            Removed = chosen?.Removed ?? [],
            Verdicts = attempts.Verdicts,
            Quality = chosen?.Decision.Report,
            Timings = timings with { Load = load, Recovery = recovering.TotalSeconds, Evaluation = Seconds(start) - recovering.TotalSeconds },
            Warnings = [.. warnings],
        };
    }

    /// <summary>Scores a pruned model against its original on data that neither has seen.</summary>
    public PruningResult Verify(ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> candidate, IExampleSource evaluation, PruningOptions options, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        var before = ScriptProgram.Read(original);
        var after = ScriptProgram.Read(candidate);
        var examples = BoundExamples.Bind(evaluation, Dataflow.DataflowTracer.Forward(before));
        using var originalSession = EngineModel.Of(original).Load(engine, Session(options));
        using var candidateSession = EngineModel.Of(candidate).Load(engine, Session(options));
        var load = Seconds(start);
        start = clock.GetTimestamp();
        var scorer = new CandidateScorer(originalSession, examples);
        var decision = new AcceptanceGuard(options.MaxDrop, options.Confidence).Judge(scorer.Score(candidateSession, progress, "Comparing", null, cancel));
        if (decision.Report is null)
        {
            throw new PrunerException("MPR2005", $"The pruned model cannot be compared with its original: {decision.Decision}. Expected finite outputs of the original's shape; prune again from the original.");
        }

        return new PruningResult
        {
            Parameters = new Change(before.ParameterCount, after.ParameterCount),
            Bytes = new Change(original.Length, candidate.Length),
            Engine = engine.Identity,
            Quality = decision.Report,
            Timings = new() { Load = load, Evaluation = Seconds(start) },
            Warnings = [.. decision.Warnings, .. scorer.Note is { } note ? [note] : Array.Empty<Diagnostic>()],
        };
    }

    private Diagnostic? CheckRepeats(EngineModel original, BoundExamples examples, PruningOptions options)
    {
        using var session = original.Load(engine, Session(options));
        return RepeatedRun.Check(session, examples);
    }

    private (ImmutableArray<ChainMeasurement> Measurements, Timings Timings) Measure(Subject subject, BoundExamples examples, PruningOptions options, CancellationToken cancel)
    {
        if (subject.Chains.IsEmpty)
        {
            return ([], new Timings());
        }

        using var session = Instrumented(subject, examples, options);
        var measurer = new BlockMeasurer(session, subject.Chains, examples, options);
        var start = clock.GetTimestamp();
        var measurements = measurer.Measure(progress, cancel);
        return (measurements, new Timings { Analysis = Seconds(start) });
    }

    private (ImmutableArray<ChainMeasurement> Measurements, Timings Timings) MeasureInTurn(Subject subject, IModelSession original, BoundExamples examples, PruningOptions options, CancellationToken cancel)
    {
        using var session = Instrumented(subject, examples, options);
        var warmUp = examples.Subset([.. Enumerable.Range(0, Math.Min(WarmUpBatches * options.GramRows, examples.Count))]);
        Forward(original, warmUp, options, cancel);
        new BlockMeasurer(session, subject.Chains, warmUp, options).Measure(progress, cancel);
        var measurer = new BlockMeasurer(session, subject.Chains, examples, options);
        var measurements = ImmutableArray<ChainMeasurement>.Empty;
        var (plain, instrumented) = (new double[ComparedPasses], new double[ComparedPasses]);
        for (var pass = 0; pass < ComparedPasses; pass++)
        {
            var start = clock.GetTimestamp();
            Forward(original, examples, options, cancel);
            plain[pass] = Seconds(start);
            start = clock.GetTimestamp();
            measurements = measurer.Measure(progress, cancel);
            instrumented[pass] = Seconds(start);
        }

        return (measurements, new Timings { Forward = plain.Order().ElementAt(ComparedPasses / 2), Analysis = instrumented.Order().ElementAt(ComparedPasses / 2) });
    }

    private static void Forward(IModelSession original, BoundExamples examples, PruningOptions options, CancellationToken cancel)
    {
        for (var start = 0; start + options.GramRows <= examples.Count; start += options.GramRows)
        {
            cancel.ThrowIfCancellationRequested();
            examples.Invoke(original, examples.Read(start, options.GramRows));
        }
    }

    private IModelSession Instrumented(Subject subject, BoundExamples examples, PruningOptions options) =>
        engine.Load(Instrumenter.Instrument(subject.Program, subject.Blocks, examples.Parameters.Length, options.Standardised).Write(), Session(options));

    private static ImmutableArray<ImmutableArray<ImmutableArray<int>>> Clusters(ImmutableArray<ChainMeasurement> measurements, PruningOptions options) =>
        [.. measurements.Select(m => ClusterFinder.Find(options.Clustering, m.Cka, options.Threshold, m.BreakBefore.AsSpan()))];

    private static ImmutableArray<ChainReport> Reports(
        Subject subject, ImmutableArray<ChainMeasurement> measurements, ImmutableArray<ImmutableArray<ImmutableArray<int>>> clusters, PruningOptions options) =>
        [.. measurements.Zip(clusters).Select(m => subject.Report(m.First.Chain) with
        {
            Cka = m.First.Cka,
            CkaStandardised = m.First.CkaStandardised,
            Clusters = m.Second,
            Runs = [.. m.Second.Where(c => options.Standardised && c.Length > 1).Select(c => new Run(m.First, [.. c.Skip(1)]).ToReport())],
        })];

    private static Diagnostic NothingRemoved(
        ImmutableArray<ChainMeasurement> measurements, ImmutableArray<ImmutableArray<ImmutableArray<int>>> clusters, IReadOnlyList<Verdict> verdicts, PruningOptions options) => new("MPR2101", FormattableString.Invariant(
            $"Nothing was removed: {(measurements.IsEmpty ? "no two submodules of a kind hand a tensor of one shape on to each other. Name the blocks with Blocks" : measurements.Any(m => m.Chain.Blocks.Length > 1) && clusters.All(c => c.All(cluster => cluster.Length == 1)) ? $"no two consecutive blocks are similar at Threshold {options.Threshold}. Lower Threshold" : verdicts.Count == 0 ? "the similar blocks must stay, each for the reason reported. Choose other Blocks" : $"without any of the similar blocks quality drops by more than MaxDrop {options.MaxDrop}. Raise MaxDrop, or give more evaluation data")}; the original is passed on unchanged."));

    private PruningResult Result(Subject subject, ImmutableArray<ChainReport> chains) => new()
    {
        Parameters = new Change(subject.Program.ParameterCount, null),
        Bytes = new Change(subject.File.Length, null),
        Engine = engine.Identity,
        Chains = chains,
    };

    private static SessionOptions Session(PruningOptions options) => new(options.Threads, options.Device);

    private double Seconds(long start) => clock.GetElapsedTime(start).TotalSeconds;
}
