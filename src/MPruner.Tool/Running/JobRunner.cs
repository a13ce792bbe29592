using MPruner.Core.Formats;
using MPruner.Shared.Files;
using MPruner.Tool.Caching;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;

namespace MPruner.Tool.Running;

/// <summary>Prunes a model, or takes the result from the cache, and writes the files.</summary>
/// <param name="context">The surroundings of the command.</param>
/// <param name="cache">Results of earlier runs.</param>
/// <param name="prune">Computes what the cache does not have.</param>
internal sealed class JobRunner(ToolContext context, TolerantCache cache, Pruning prune)
{
    /// <summary>Results that machines share; null where there are none.</summary>
    public RemoteCache? Remote { get; init; }

    /// <summary>Whether a result that has to be computed is an error.</summary>
    public bool RequiresHit { get; init; }

    /// <summary>Runs one job. The result's warnings are written here, before an unmet requirement that they explain.</summary>
    /// <exception cref="ToolException">A coded error of files, data or options; nothing was written.</exception>
    public FinishedJob Run(PruneJob job)
    {
        OutputPlaces.Check([job.Model, job.Calibration, job.Evaluation, job.Analysis], [job.Output, job.Report, job.Page, job.HeatMap]);
        var model = ModelFile.Read(job.Model);
        ModelFormats.Check(model, job.Options);
        var engine = Start(model, out var missing);
        var keys = new KeyMaker(context, cache);
        var key = engine is null ? keys.OfAnyEngine(model, job) : keys.Of(model, job, engine);
        var (kept, origin) = new CachedRuns(cache, Remote, Warn).Get(key, Compute, context.Cancel);
        context.Cancel.ThrowIfCancellationRequested();

        // Always from the stored bytes, so that a hit prints exactly what the first run printed.
        var result = ReportJson.Unpack(kept.Report, kept.Output);
        var files = ResultFiles.Of(job, key) with { Output = new(job.Output, ContentHash.OfBytes(kept.Output)) };
        var json = ResultJson.Of("prune", result, files, job.Options);
        foreach (var warning in result.Warnings)
        {
            context.Findings.Warning(job.Model, warning);
        }

        Requirements.Check(result, job);
        AtomicFile.Write(job.Output, kept.Output);
        HeatMapFile.Write(job.HeatMap, result);
        ReportFile.Write(job.Page, json);
        ReportFile.Write(job.Report, json);
        return new FinishedJob(result, json, origin);

        void Warn(Diagnostic warning) => context.Findings.Warning(job.Model, warning);

        CachedRun Compute()
        {
            if (RequiresHit)
            {
                throw NotCached(job.Model);
            }

            var computed = prune(model, job, engine ?? throw missing!);
            return new CachedRun(computed.Output!.Value.ToArray(), ReportJson.Pack(computed));
        }
    }

    /// <summary>The engine; null where the machine has none, which matters only where no cache has the result.</summary>
    private IModelFormat? Start(ModelFile model, out ToolException? missing)
    {
        try
        {
            missing = null;
            return ModelFormats.Start(context, model);
        }
        catch (ToolException exception) when (ModelFormats.HasNoEngine(context, model, exception))
        {
            missing = exception;
            return null;
        }
    }

    private static ToolException NotCached(string model) => new(
        "MPR5204",
        model,
        "The model is neither in the cache of this machine nor in a remote one, which MPrunerRequireCacheHit makes an error. "
        + "Build once where computing is allowed and share that cache, or remove the property. 'mpruner key --explain' says what differs.");
}
