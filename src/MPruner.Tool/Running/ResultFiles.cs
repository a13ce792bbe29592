using MPruner.Tool.Caching;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;

namespace MPruner.Tool.Running;

/// <summary>The files of a command, each by path and hash; null where it has none.</summary>
/// <param name="Model">The model.</param>
internal sealed record ResultFiles(FileReport Model)
{
    /// <summary>The written or the compared model.</summary>
    public FileReport? Output { get; init; }

    /// <summary>The data that were measured on.</summary>
    public FileReport? Calibration { get; init; }

    /// <summary>The data that were judged on.</summary>
    public FileReport? Evaluation { get; init; }

    /// <summary>What was measured before.</summary>
    public FileReport? Analysis { get; init; }

    /// <summary>A file that is read once more for its hash; null for none.</summary>
    public static FileReport? Hashed(string? path) => path is null ? null : new(path, InputFile.Hash(path));

    /// <summary>The files of a job, whose hashes are in its key.</summary>
    public static ResultFiles Of(PruneJob job, CacheKey key) => new(new FileReport(job.Model, key.Model))
    {
        Calibration = new(job.Calibration, key.Calibration),
        Evaluation = job.Evaluation is { } evaluation ? new(evaluation, key.Evaluation!) : null,
        Analysis = job.Analysis is { } analysis ? new(analysis, key.Analysis!) : null,
    };
}
