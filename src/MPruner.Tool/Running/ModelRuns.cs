using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Pipeline;
using MPruner.Core.Ports;
using MPruner.Core.Reports;
using MPruner.Tool.Analyses;
using MPruner.Tool.Caching;
using MPruner.Tool.Data;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;

namespace MPruner.Tool.Running;

/// <summary>Runs the pipeline on files: first what needs no engine, then a trial load of the model in a child, then the rest.</summary>
/// <param name="context">The surroundings of the command.</param>
/// <param name="cache">Records which models were loaded in a child before.</param>
internal sealed class ModelRuns(ToolContext context, TolerantCache cache)
{
    /// <summary>Finds the chains; runs nothing.</summary>
    public PruningResult Inspect(ModelFile model, PruningOptions options) =>
        Pipeline(ModelFormats.Idle(context, model), new NoProgress()).Inspect(model.Bytes, options);

    /// <summary>Measures the chains.</summary>
    public PruningResult Analyze(AnalyzeJob job) =>
        Measure(job, (pipeline, request) => pipeline.Analyze(request, context.Cancel));

    /// <summary>Measures a part of the data.</summary>
    public AnalysisFile Analyze(AnalyzeJob job, Shard shard, string output)
    {
        var sums = Measure(job, (pipeline, request) => pipeline.Measure(request, shard, context.Cancel));
        var run = AnalysisIdentity.Of(job.Model.Sha256, InputFile.Hash(job.Calibration), sums.Engine, job.Options);
        return new AnalysisFile(AnalysisIdentity.Of(run, sums, job.Options.Threads), shard, sums with { Name = output })
        {
            Model = Path.GetFileName(job.Model.Path),
        };
    }

    /// <summary>Prunes a model.</summary>
    public PruningResult Prune(ModelFile model, PruneJob job, IModelFormat engine)
    {
        using var calibration = DataFile.Open(job.Calibration);
        using var evaluation = Open(job.Evaluation);
        _ = Inspect(model, job.Options);
        var request = new PruningRequest(model.Bytes, calibration, evaluation, job.Options)
        {
            Analysis = job.Analysis is { } path ? ReadAnalysis(path, model, job, engine) : null,
        };
        EnsureLoadable(model, engine);
        return context.WithProgress(progress => Pipeline(engine, progress).Prune(request, context.Cancel));
    }

    /// <summary>Scores a model against its original.</summary>
    public PruningResult Verify(ModelFile original, ModelFile candidate, string evaluation, PruningOptions options)
    {
        using var data = DataFile.Open(evaluation);
        var engine = ModelFormats.Start(context, original);
        EnsureLoadable(original, engine);
        EnsureLoadable(candidate, engine);
        return context.WithProgress(progress =>
            Pipeline(engine, progress).Verify(new(original.Bytes, candidate.Bytes, data, options), context.Cancel));
    }

    private static DataFile? Open(string? path) => path is null ? null : DataFile.Open(path);

    private static AnalysisSums ReadAnalysis(string path, ModelFile model, PruneJob job, IModelFormat engine)
    {
        var file = AnalysisFile.ReadWhole(path);
        var run = AnalysisIdentity.Of(model.Sha256, InputFile.Hash(job.Calibration), engine.Engine, job.Options);
        return AnalysisIdentity.Difference(file.Identity, run) is { } difference
            ? throw new ToolException(
                "MPR3506",
                path,
                $"The analysis does not fit this run: {difference}. "
                + "Measure all parts again with this model, these data and options, and this version of mpruner.")
            : file.Sums;
    }

    private T Measure<T>(AnalyzeJob job, Func<PruningPipeline, AnalysisRequest, T> measure)
    {
        using var data = DataFile.Open(job.Calibration);
        using var evaluation = Open(job.Evaluation);
        _ = Inspect(job.Model, job.Options);
        var engine = ModelFormats.Start(context, job.Model);
        EnsureLoadable(job.Model, engine);
        var request = new AnalysisRequest(job.Model.Bytes, data, job.Options, job.CompareForward)
        {
            AllRuns = job.AllRuns,
            ForPruning = job.ForPruning,
            Evaluation = evaluation,
        };
        return context.WithProgress(progress => measure(Pipeline(engine, progress), request));
    }

    private PruningPipeline Pipeline(IModelFormat engine, IProgressSink progress) => new(engine, progress, context.Clock);

    private void EnsureLoadable(ModelFile model, IModelFormat engine)
    {
        if (!cache.WasProbed(model.Sha256, engine.Engine) && context.Probe.Load(model.Path, context.Cancel))
        {
            cache.RememberProbe(model.Sha256, engine.Engine);
        }
    }
}
