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
        CheckPlaces(job);
        var model = ModelFile.Read(job.Model);
        var engine = context.StartEngine();
        var key = new CacheKey
        {
            Model = model.Sha256,
            Calibration = InputFile.Hash(job.Calibration),
            Evaluation = job.Evaluation is { } evaluation ? InputFile.Hash(evaluation) : null,
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
        var json = ResultJson.Of(result, model, (job.Output, ContentHash.OfBytes(kept.Output)), job.Options);
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

    private static void CheckPlaces(PruneJob job)
    {
        string?[] inputs = [job.Model, job.Calibration, job.Evaluation];
        foreach (var output in new[] { job.Output, job.Report })
        {
            if (output is null)
            {
                continue;
            }

            var isInput = inputs.Any(input => input is not null && Same(input, output));
            if (isInput || (job.Report == output && Same(job.Report, job.Output)))
            {
                const string Advice = "Choose another --output or --report.";
                throw new ToolException("MPR5005", output, $"This file is an input or another output of the same run. {Advice}");
            }
        }
    }

    private static bool Same(string a, string b)
    {
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return string.Equals(Resolve(a), Resolve(b), comparison);
    }

    private static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        return File.Exists(full) && File.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? target.FullName : full;
    }
}
