using MPruner.Core.Ports;

namespace MPruner.Core.Pipeline;

/// <summary>What <see cref="PruningPipeline.Prune"/> is asked for.</summary>
/// <param name="Model">The file.</param>
/// <param name="Calibration">Inputs, labels optional, to measure on; also to accept on where there are no evaluation data.</param>
/// <param name="Evaluation">Disjoint data to accept or reject on; null to hold some of the calibration data out.</param>
/// <param name="Options">The options.</param>
public sealed record PruningRequest(ReadOnlyMemory<byte> Model, IExampleSource Calibration, IExampleSource? Evaluation, PruningOptions Options);

/// <summary>What <see cref="PruningPipeline.Analyze"/> is asked for.</summary>
/// <param name="Model">The file.</param>
/// <param name="Calibration">Inputs to measure on.</param>
/// <param name="Options">The options.</param>
/// <param name="CompareForward">Whether plain passes over the same data are timed too, in turn with the measuring ones.</param>
public sealed record AnalysisRequest(ReadOnlyMemory<byte> Model, IExampleSource Calibration, PruningOptions Options, bool CompareForward);

/// <summary>What <see cref="PruningPipeline.Verify"/> is asked for.</summary>
/// <param name="Original">The original's file.</param>
/// <param name="Candidate">The pruned model's file.</param>
/// <param name="Evaluation">Data that neither has seen.</param>
/// <param name="Options">The guard's limit and confidence, threads and device.</param>
public sealed record VerificationRequest(ReadOnlyMemory<byte> Original, ReadOnlyMemory<byte> Candidate, IExampleSource Evaluation, PruningOptions Options);
