using MPruner.Core.Formats;
using MPruner.Tool.Caching;
using MPruner.Tool.Files;

namespace MPruner.Tool.Running;

/// <summary>Makes the key of a job: reads everything that its result depends on.</summary>
/// <param name="context">The surroundings of the command.</param>
/// <param name="cache">Remembers the hashes of libraries, and has the user's universe.</param>
internal sealed class KeyMaker(ToolContext context, TolerantCache cache)
{
    /// <summary>The key of a job.</summary>
    /// <param name="model">The model, read.</param>
    /// <param name="job">The data and options.</param>
    /// <param name="engine">The engine, started: its libraries are loaded.</param>
    public CacheKey Of(ModelFile model, PruneJob job, IModelFormat engine) =>
        Of(model, job, engine.Engine, cache.HashOfLibraries(ModelFormats.EngineFiles(context, model)));

    /// <summary>The key of a job on a machine that has no engine.</summary>
    /// <param name="model">The model, read.</param>
    /// <param name="job">The data and options.</param>
    public CacheKey OfAnyEngine(ModelFile model, PruneJob job) => Of(model, job, "", "").OfAnyEngine;

    private CacheKey Of(ModelFile model, PruneJob job, string engine, string libraries) => new()
    {
        Model = model.Sha256,
        Calibration = InputFile.Hash(job.Calibration),
        Evaluation = job.Evaluation is { } evaluation ? InputFile.Hash(evaluation) : null,
        Analysis = job.Analysis is { } analysis ? InputFile.Hash(analysis) : null,
        Options = job.Options,
        Engine = engine,
        Libraries = libraries,
        Universe = cache.Universe,
    };
}
