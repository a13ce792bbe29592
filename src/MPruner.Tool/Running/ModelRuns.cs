using MPruner.Core.Formats;
using MPruner.Core.Pipeline;
using MPruner.Core.Ports;
using MPruner.Core.Reports;
using MPruner.ScriptModels;
using MPruner.ScriptModels.Ports;
using MPruner.Tool.Caching;
using MPruner.Tool.Data;
using MPruner.Tool.Files;

namespace MPruner.Tool.Running;

/// <summary>Runs the pipeline on files: first what needs no engine, then a trial load of the model in a child, then the rest.</summary>
/// <param name="context">The surroundings of the command.</param>
/// <param name="cache">Records which models were loaded in a child before.</param>
internal sealed class ModelRuns(ToolContext context, TolerantCache cache)
{
    /// <summary>Finds the chains; runs nothing.</summary>
    public PruningResult Inspect(ModelFile model, PruningOptions options) =>
        Pipeline(new NoEngine(), new NoProgress()).Inspect(model.Bytes, options);

    /// <summary>Measures the chains.</summary>
    public PruningResult Analyze(ModelFile model, string calibration, PruningOptions options, bool compareForward)
    {
        using var data = DataFile.Open(calibration);
        _ = Inspect(model, options);
        var engine = context.StartEngine();
        EnsureLoadable(model, engine);
        return context.WithProgress(progress =>
            Pipeline(engine, progress).Analyze(new(model.Bytes, data, options, compareForward), context.Cancel));
    }

    /// <summary>Prunes a model.</summary>
    public PruningResult Prune(ModelFile model, PruneJob job, IModelEngine engine)
    {
        using var calibration = DataFile.Open(job.Calibration);
        using var evaluation = job.Evaluation is { } path ? DataFile.Open(path) : null;
        _ = Inspect(model, job.Options);
        EnsureLoadable(model, engine);
        return context.WithProgress(progress =>
            Pipeline(engine, progress).Prune(new(model.Bytes, calibration, evaluation, job.Options), context.Cancel));
    }

    /// <summary>Scores a model against its original.</summary>
    public PruningResult Verify(ModelFile original, ModelFile candidate, string evaluation, PruningOptions options)
    {
        using var data = DataFile.Open(evaluation);
        var engine = context.StartEngine();
        EnsureLoadable(original, engine);
        EnsureLoadable(candidate, engine);
        return context.WithProgress(progress =>
            Pipeline(engine, progress).Verify(new(original.Bytes, candidate.Bytes, data, options), context.Cancel));
    }

    private PruningPipeline Pipeline(IModelEngine engine, IProgressSink progress) =>
        new(new ScriptModelFormat(engine, context.Trainer), progress, context.Clock);

    private void EnsureLoadable(ModelFile model, IModelEngine engine)
    {
        if (!cache.WasProbed(model.Sha256, engine.Identity) && context.Probe.Load(model.Path, context.Cancel))
        {
            cache.RememberProbe(model.Sha256, engine.Identity);
        }
    }

    /// <summary>The engine of a command that runs nothing, so that it works without libtorch.</summary>
    private sealed class NoEngine : IModelEngine
    {
        public string Identity => "";

        public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options) =>
            throw new System.Diagnostics.UnreachableException("Inspecting runs no model.");
    }

    /// <summary>Inspecting takes milliseconds.</summary>
    private sealed class NoProgress : IProgressSink
    {
        public void Report(string stage, int done, int total)
        {
        }

        public void Warn(Diagnostic diagnostic)
        {
        }
    }
}
