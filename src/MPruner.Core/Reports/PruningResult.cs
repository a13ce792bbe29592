using System.Collections.Immutable;
using MPruner.Core.Similarity;

namespace MPruner.Core.Reports;

/// <summary>The result of a command. Properties that a command does not determine are null or empty.</summary>
public sealed record PruningResult
{
    /// <summary>
    /// The output file's bytes: the pruned model, or the original's own bytes if nothing was removed. Null if the command writes no model.
    /// </summary>
    public ReadOnlyMemory<byte>? Output { get; init; }

    /// <summary>The signature of the model's <c>forward</c>; null if the command does not show it.</summary>
    public string? Signature { get; init; }

    /// <summary>The number of trainable values; shared ones count once.</summary>
    public required Change Parameters { get; init; }

    /// <summary>The size of the file in bytes.</summary>
    public required Change Bytes { get; init; }

    /// <summary>The block chains in execution order.</summary>
    public ImmutableArray<ChainReport> Chains { get; init; } = [];

    /// <summary>The module paths of the removed blocks, in execution order.</summary>
    public ImmutableArray<string> Removed { get; init; } = [];

    /// <summary>The narrowed inner dimensions of the output, sorted by their paths.</summary>
    public ImmutableArray<NarrowedDimension> Narrowed { get; init; } = [];

    /// <summary>The verdicts of all attempts, in order.</summary>
    public ImmutableArray<Verdict> Verdicts { get; init; } = [];

    /// <summary>How the output's weights are stored; null for 32-bit floating-point numbers, as they are.</summary>
    public StoredWeights? Stored { get; init; }

    /// <summary>The guard's final measurement of the output; null if no candidate was scored, or none was accepted.</summary>
    public QualityReport? Quality { get; init; }

    /// <summary>How many examples the parts of a prune used; null for other commands.</summary>
    public ExampleCounts? Examples { get; init; }

    /// <summary>How long the stages took.</summary>
    public Timings Timings { get; init; } = new();

    /// <summary>The name and version of the engine that ran the model.</summary>
    public required string Engine { get; init; }

    /// <summary>The warnings.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];
}

/// <summary>A size before and after pruning; both are equal if nothing was removed.</summary>
/// <param name="Before">The size of the original.</param>
/// <param name="After">The size of the output; null if there is no output.</param>
public sealed record Change(long Before, long? After);

/// <summary>One chain of blocks.</summary>
/// <param name="Path">The path of the innermost module that contains all blocks; empty for the root.</param>
/// <param name="Blocks">The blocks in execution order.</param>
public sealed record ChainReport(string Path, ImmutableArray<BlockReport> Blocks)
{
    /// <summary>The similarity of every pair of blocks' outputs (unbiased CKA); null if it was not measured.</summary>
    public SimilarityMatrix? Cka { get; init; }

    /// <summary>The similarity of every pair of blocks' standardised outputs; null if it was not measured.</summary>
    public SimilarityMatrix? CkaStandardised { get; init; }

    /// <summary>The clusters as indices into <see cref="Blocks"/>, each cluster's anchor first; singletons included.</summary>
    public ImmutableArray<ImmutableArray<int>> Clusters { get; init; } = [];

    /// <summary>
    /// For each cluster of several blocks, the run of all its blocks but the anchor; empty if the numbers were not measured.
    /// </summary>
    public ImmutableArray<RunReport> Runs { get; init; } = [];

    /// <summary>
    /// All runs of blocks that may be removed, shorter ones first, then in execution order; empty if they were not asked for.
    /// </summary>
    public ImmutableArray<RunReport> Candidates { get; init; } = [];
}

/// <summary>The comparison of the input and the output of a run of consecutive blocks.</summary>
/// <param name="Blocks">The module paths of the blocks.</param>
/// <param name="Cka">The raw similarity, about 0 to 1; null if undefined.</param>
/// <param name="CkaStandardised">The standardised similarity, about 0 to 1; null if undefined or not measured.</param>
/// <param name="Cosine">The mean cosine, −1 to 1; 1 − it is ShortGPT's block influence. Null if undefined.</param>
/// <param name="DeletionError">
/// ‖out − in‖² / ‖out‖², at least 0: the relative error if the run is deleted without repair; null if undefined.
/// </param>
/// <param name="AffineR2">The held-out R² of the best affine map from input to output, at most 1; null if undefined.</param>
public sealed record RunReport(
    ImmutableArray<string> Blocks, double? Cka, double? CkaStandardised, double? Cosine, double? DeletionError, double? AffineR2)
{
    /// <summary>
    /// The mean angle of input and output rows, 0–1 in units of π: the angular distance of Gromov et al. 2024. Below 0.0005 it is
    /// rounding. Null if undefined.
    /// </summary>
    public double? Angle { get; init; }
}

/// <summary>One block of a chain.</summary>
/// <param name="Path">The module path: <c>layer1.0</c>.</param>
/// <param name="Class">The class without name mangling: <c>__torch__.torchvision.models.resnet.BasicBlock</c>.</param>
/// <param name="Parameters">The number of trainable values in the block.</param>
/// <param name="Removable">Whether the block may be removed.</param>
/// <param name="Reason">Why it must not be removed; null if it may be.</param>
public sealed record BlockReport(string Path, string Class, long Parameters, bool Removable, string? Reason)
{
    /// <summary>The bytes that the block's tensors take in the file; a shared one counts once.</summary>
    public long Bytes { get; init; }

    /// <summary>The inner dimensions, in execution order of their reading layers.</summary>
    public ImmutableArray<DimensionReport> Inner { get; init; } = [];

    /// <summary>
    /// Why layers of the block that read what other layers of it write have no inner dimension; null if they have, or if there is nothing
    /// to say. Where the block has inner dimensions, it is about its other layers.
    /// </summary>
    public string? NotNarrowed { get; init; }
}

/// <summary>An inner dimension of a block.</summary>
/// <param name="Path">The path of the layer that reads the dimension's units: <c>stage1.0.conv2</c>.</param>
/// <param name="Unit">What a unit is: <c>neuron</c>, <c>channel</c> or <c>head</c>.</param>
/// <param name="Units">The number of units.</param>
/// <param name="UnitWidth">The number of inputs per output of the reading layer that belong to one unit: the size of a head.</param>
/// <param name="Parameters">The number of trainable values that all units have in all layers together.</param>
public sealed record DimensionReport(string Path, string Unit, int Units, int UnitWidth, long Parameters);

/// <summary>An inner dimension of a block that was narrowed.</summary>
/// <param name="Block">The path of the block.</param>
/// <param name="Path">The path of the layer that reads the dimension's units: <c>stage1.0.conv2</c>.</param>
/// <param name="Unit">What a unit is: <c>neuron</c>, <c>channel</c> or <c>head</c>.</param>
/// <param name="Units">The number of units; after it is at least 1.</param>
/// <param name="Parameters">The number of trainable values that the removed units had, if only this dimension were narrowed.</param>
public sealed record NarrowedDimension(string Block, string Path, string Unit, Change Units, long Parameters)
{
    /// <summary>By what the units were ordered.</summary>
    public WidthCriterion Criterion { get; init; }

    /// <summary>
    /// The share of the variance of what the reading layer writes that it no longer writes after its refit, at least 0. It was measured
    /// before anything else was narrowed.
    /// </summary>
    public double Error { get; init; }
}

/// <summary>One attempt to remove blocks, to narrow inner dimensions, or to store the weights in another form.</summary>
/// <param name="Run">The module paths of the blocks that this attempt removed in addition to those removed before.</param>
/// <param name="Cka">The lowest raw similarity of a removed run's input and output, about 0 to 1; null if undefined.</param>
/// <param name="CkaStandardised">
/// The lowest standardised similarity of a removed run's input and output, about 0 to 1; null if undefined or not measured.
/// </param>
/// <param name="Drop">
/// The mean drop, in the metric's unit, on the split that decided: the accept split if the tuning split accepted the attempt, otherwise the
/// tuning split. Null if the attempt was not scored.
/// </param>
/// <param name="Decision"><c>accepted</c>, or <c>rejected: …</c> with the reason.</param>
public sealed record Verdict(ImmutableArray<string> Run, double? Cka, double? CkaStandardised, double? Drop, string Decision)
{
    /// <summary>The inner dimensions that this attempt narrowed, sorted by their paths; empty if it removed blocks.</summary>
    public ImmutableArray<NarrowedDimension> Narrowed { get; init; } = [];

    /// <summary>The metric, as <see cref="QualityReport.Metric"/>; null if the attempt was not scored.</summary>
    public string? Metric { get; init; }

    /// <summary>How the weights were stored; null for an attempt to remove blocks.</summary>
    public StoredWeights? Stored { get; init; }

    /// <summary>The lowest mean cosine of a removed run's input and output, −1 to 1; null if undefined.</summary>
    public double? Cosine { get; init; }

    /// <summary>
    /// The highest ‖out − in‖² / ‖out‖² of a removed run, at least 0: its relative error if it is deleted without repair;
    /// null if undefined.
    /// </summary>
    public double? DeletionError { get; init; }

    /// <summary>
    /// The lowest held-out R² of the best affine map from a removed run's input to its output, at most 1; null if undefined.
    /// </summary>
    public double? AffineR2 { get; init; }
}

/// <summary>The guard's measurement of a model against the original, paired example by example.</summary>
/// <param name="Metric">
/// The name of a <see cref="QualityMetric"/>: <c>accuracy</c>, <c>agreement</c>, <c>cosine</c>, <c>relative-error</c> or <c>kl</c>.
/// </param>
/// <param name="Before">The original's accuracy, 0–1; null for the other metrics, which measure only the drop.</param>
/// <param name="After">The candidate's accuracy, 0–1; null for the other metrics.</param>
/// <param name="Drop">The mean paired drop, in the metric's unit; positive is worse.</param>
/// <param name="Low">The lower end of the two-sided 95% interval of the mean drop.</param>
/// <param name="High">The upper end of the two-sided 95% interval of the mean drop.</param>
/// <param name="Bound">The one-sided upper bound of the mean drop at the chosen confidence; it must be at most the largest drop.</param>
/// <param name="Examples">The number of scored examples.</param>
/// <param name="Accepted">
/// Whether the bound is at most the largest drop, also at the higher confidence that further candidates of the same run need.
/// </param>
public sealed record QualityReport(
    string Metric,
    double? Before,
    double? After,
    double Drop,
    double Low,
    double High,
    double Bound,
    int Examples,
    bool Accepted);

/// <summary>The numbers of examples that a prune used. The last three share no example.</summary>
/// <param name="Measured">Those of <paramref name="Calibrate"/> by which similarities are measured and layers fitted.</param>
/// <param name="Calibrate">Those for training.</param>
/// <param name="Tune">Those by which candidates are compared with each other.</param>
/// <param name="Accept">Those for the guard's final decision.</param>
public sealed record ExampleCounts(int Measured, int Calibrate, int Tune, int Accept);

/// <summary>The duration of the stages in seconds; null if a stage did not run.</summary>
public sealed record Timings
{
    /// <summary>Reading the file and finding the chains.</summary>
    public double? Load { get; init; }

    /// <summary>The plain forward passes over the same data; only measured on request.</summary>
    public double? Forward { get; init; }

    /// <summary>The instrumented passes and the similarities.</summary>
    public double? Analysis { get; init; }

    /// <summary>Repairing and training candidates.</summary>
    public double? Recovery { get; init; }

    /// <summary>Searching for candidates and scoring them.</summary>
    public double? Evaluation { get; init; }
}
