using MPruner.Core.Ports;

namespace MPruner.Core.Pipeline;

/// <summary>The request for <see cref="PruningPipeline.Prune"/>.</summary>
/// <param name="Model">The model file's bytes.</param>
/// <param name="Calibration">
/// Data, optionally with labels, for measuring similarities; without evaluation data, some of them are held out for judging candidates.
/// </param>
/// <param name="Evaluation">Other data for judging candidates; null to hold out some of the calibration data.</param>
/// <param name="Options">The options.</param>
public sealed record PruningRequest(
    ReadOnlyMemory<byte> Model, IExampleSource Calibration, IExampleSource? Evaluation, PruningOptions Options)
{
    /// <summary>What all shards measured of the model, in place of measuring it; null to measure it.</summary>
    public AnalysisSums? Analysis { get; init; }
}

/// <summary>The request for <see cref="PruningPipeline.Analyze"/>.</summary>
/// <param name="Model">The model file's bytes.</param>
/// <param name="Calibration">The data for measuring similarities.</param>
/// <param name="Options">The options.</param>
/// <param name="CompareForward">Whether plain forward passes over the same data are timed, too, alternating with the measured ones.</param>
public sealed record AnalysisRequest(
    ReadOnlyMemory<byte> Model, IExampleSource Calibration, PruningOptions Options, bool CompareForward)
{
    /// <summary>Whether all runs of blocks that may be removed are reported: <see cref="Reports.ChainReport.Candidates"/>.</summary>
    public bool AllRuns { get; init; }

    /// <summary>Whether only the examples are measured that <see cref="PruningPipeline.Prune"/> would measure with the same data.</summary>
    public bool ForPruning { get; init; }

    /// <summary>With <see cref="ForPruning"/>, the evaluation data of the pruning; null if there are none.</summary>
    public IExampleSource? Evaluation { get; init; }
}

/// <summary>The request for <see cref="PruningPipeline.Verify"/>.</summary>
/// <param name="Original">The original model file's bytes.</param>
/// <param name="Candidate">The pruned model file's bytes.</param>
/// <param name="Evaluation">Data that were used for neither of the two models.</param>
/// <param name="Options">The options, of which the guard's limit and confidence, the threads and the device are used.</param>
public sealed record VerificationRequest(
    ReadOnlyMemory<byte> Original, ReadOnlyMemory<byte> Candidate, IExampleSource Evaluation, PruningOptions Options);
