using System.Text;
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
    /// <summary>Runs one job. The result's warnings are written here, before an unmet requirement that they explain.</summary>
    /// <exception cref="ToolException">A coded error of files, data or options; nothing was written.</exception>
    public FinishedJob Run(PruneJob job)
    {
        OutputPlaces.Check([job.Model, job.Calibration, job.Evaluation, job.Analysis], [job.Output, job.Report]);
        var model = ModelFile.Read(job.Model);
        var engine = context.StartEngine();
        var key = new CacheKey
        {
            Model = model.Sha256,
            Calibration = InputFile.Hash(job.Calibration),
            Evaluation = job.Evaluation is { } evaluation ? InputFile.Hash(evaluation) : null,
            Analysis = job.Analysis is { } analysis ? InputFile.Hash(analysis) : null,
            Options = job.Options,
            Engine = engine.Identity,
            Libraries = cache.HashOfLibraries(context.EngineFiles()),
            Universe = cache.Universe,
        }.Hash;

        var kept = cache.Find(key);
        var fromCache = kept is not null;
        if (kept is null)
        {
            using var turn = cache.Lock(key, context.Cancel);

            // The process that held the lock before may have computed the result.
            kept = cache.Find(key);
            fromCache = kept is not null;
            if (kept is null)
            {
                var computed = prune(model, job, engine);
                kept = new CachedRun(computed.Output!.Value.ToArray(), ReportJson.Pack(computed));
                cache.Publish(key, kept);
            }
        }

        context.Cancel.ThrowIfCancellationRequested();

        // Always from the stored bytes, so that a hit prints exactly what the first run printed.
        var result = ReportJson.Unpack(kept.Report, kept.Output);
        var json = ResultJson.Of(result, model.Identity, (job.Output, ContentHash.OfBytes(kept.Output)), job.Options);
        foreach (var warning in result.Warnings)
        {
            context.Findings.Warning(job.Model, warning);
        }

        Requirements.Check(result, job);
        AtomicFile.Write(job.Output, kept.Output);
        if (job.Report is { } report)
        {
            AtomicFile.Write(report, Encoding.UTF8.GetBytes(ReportJson.Print(json)));
        }

        return new FinishedJob(result, json, fromCache);
    }
}
