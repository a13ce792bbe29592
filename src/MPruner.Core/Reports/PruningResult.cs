using System.Collections.Immutable;
using MPruner.Core.Similarity;

namespace MPruner.Core.Reports;

/// <summary>What a run found and did. Each command fills in what it knows; the rest stays null or empty.</summary>
public sealed record PruningResult
{
    /// <summary>
    /// The file to ship: the pruned model, or the original's own bytes where nothing could be removed. Null where no model is written.
    /// </summary>
    public ReadOnlyMemory<byte>? Output { get; init; }

    /// <summary>Number of trainable values, shared ones once.</summary>
    public required Change Parameters { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required Change Bytes { get; init; }

    /// <summary>The block chains in execution order.</summary>
    public ImmutableArray<ChainReport> Chains { get; init; } = [];

    /// <summary>Module paths of the removed blocks, in execution order.</summary>
    public ImmutableArray<string> Removed { get; init; } = [];

    /// <summary>Every attempt in order.</summary>
    public ImmutableArray<Verdict> Verdicts { get; init; } = [];

    /// <summary>The guard's last word on the output; null where nothing was scored.</summary>
    public QualityReport? Quality { get; init; }

    /// <summary>How long the stages took.</summary>
    public Timings Timings { get; init; } = new();

    /// <summary>What ran the model.</summary>
    public required string Engine { get; init; }

    /// <summary>Warnings in the order they came.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];
}

/// <summary>A size before and after; equal where nothing changed.</summary>
/// <param name="Before">Of the original.</param>
/// <param name="After">Of the output; null where no output was made.</param>
public sealed record Change(long Before, long? After);

/// <summary>One chain of blocks.</summary>
/// <param name="Path">The container that holds the blocks, or their common prefix; empty for the root.</param>
/// <param name="Blocks">The blocks in execution order.</param>
public sealed record ChainReport(string Path, ImmutableArray<BlockReport> Blocks)
{
    /// <summary>Similarity of every pair of blocks' outputs, unbiased CKA; null = undefined or not measured.</summary>
    public SimilarityMatrix? Cka { get; init; }

    /// <summary>The same after per-channel standardising.</summary>
    public SimilarityMatrix? CkaStandardised { get; init; }

    /// <summary>Indices into <see cref="Blocks"/>, each cluster's anchor first; singletons included.</summary>
    public ImmutableArray<ImmutableArray<int>> Clusters { get; init; } = [];

    /// <summary>What each cluster of several blocks would lose, all but its anchor, as far as it was measured.</summary>
    public ImmutableArray<RunReport> Runs { get; init; } = [];
}

/// <summary>What a run of consecutive blocks reads compared with what it writes.</summary>
/// <param name="Blocks">The module paths.</param>
/// <param name="Cka">Raw similarity; null = undefined.</param>
/// <param name="CkaStandardised">The same, standardised; null likewise.</param>
/// <param name="Cosine">Mean cosine, −1 to 1; 1 − it is ShortGPT's block influence. Null = undefined.</param>
/// <param name="DeletionError">‖out − in‖² / ‖out‖²: the relative error if the run is just deleted; null = undefined.</param>
/// <param name="AffineR2">Held-out R² of the best affine map from what is read to what is written, at most 1; null = undefined.</param>
public sealed record RunReport(ImmutableArray<string> Blocks, double? Cka, double? CkaStandardised, double? Cosine, double? DeletionError, double? AffineR2);

/// <summary>One block of a chain.</summary>
/// <param name="Path">Its module path: <c>layer1.0</c>.</param>
/// <param name="Class">Its class without mangling: <c>__torch__.torchvision.models.resnet.BasicBlock</c>.</param>
/// <param name="Parameters">Number of trainable values in it.</param>
/// <param name="Removable">Whether the dataflow allows removing it.</param>
/// <param name="Reason">Why not; null where it is removable.</param>
public sealed record BlockReport(string Path, string Class, long Parameters, bool Removable, string? Reason);

/// <summary>One attempt to remove blocks.</summary>
/// <param name="Run">The module paths that this attempt removed beside those removed before.</param>
/// <param name="Cka">The lowest raw similarity between what a removed run reads and what it writes; null = undefined.</param>
/// <param name="CkaStandardised">The same, standardised.</param>
/// <param name="Drop">
/// The drop on the split that decided: the tuning split, or the accept split for what that let through. In the metric's unit; null
/// where it was not scored.
/// </param>
/// <param name="Decision"><c>accepted</c>, or <c>rejected: …</c> with the reason.</param>
public sealed record Verdict(ImmutableArray<string> Run, double? Cka, double? CkaStandardised, double? Drop, string Decision)
{
    /// <summary>The metric, as <see cref="QualityReport.Metric"/>; null where nothing was scored.</summary>
    public string? Metric { get; init; }

    /// <summary>The lowest mean cosine between what a removed run reads and what it writes, −1 to 1; null = undefined.</summary>
    public double? Cosine { get; init; }

    /// <summary>The highest ‖out − in‖² / ‖out‖² of a removed run: its relative error if it is just deleted; null = undefined.</summary>
    public double? DeletionError { get; init; }

    /// <summary>
    /// The lowest held-out R² of the best affine map from what a removed run reads to what it writes, at most 1; null = undefined.
    /// </summary>
    public double? AffineR2 { get; init; }
}

/// <summary>The guard's measurement of a model against the original, paired example by example.</summary>
/// <param name="Metric"><c>accuracy</c>, <c>expected-accuracy-drop</c> or <c>relative-squared-error</c>.</param>
/// <param name="Before">The original's quality; null where the metric is a drop by itself.</param>
/// <param name="After">The candidate's quality; null likewise.</param>
/// <param name="Drop">Mean paired drop, in the metric's unit; positive is worse.</param>
/// <param name="Low">Lower end of the two-sided 95% interval of the drop.</param>
/// <param name="High">Upper end.</param>
/// <param name="Bound">The one-sided upper bound at the chosen confidence: what must not exceed the largest drop.</param>
/// <param name="Examples">Number of examples.</param>
/// <param name="Accepted">
/// Whether the bound stays within the largest drop, also at the higher confidence that is asked of further candidates.
/// </param>
public sealed record QualityReport(string Metric, double? Before, double? After, double Drop, double Low, double High, double Bound, int Examples, bool Accepted);

/// <summary>Seconds; null where a stage did not run.</summary>
public sealed record Timings
{
    /// <summary>Reading the archive and finding the chains.</summary>
    public double? Load { get; init; }

    /// <summary>The plain forward passes over the same data; only where asked for.</summary>
    public double? Forward { get; init; }

    /// <summary>The instrumented passes and the similarities.</summary>
    public double? Analysis { get; init; }

    /// <summary>Mending and training candidates.</summary>
    public double? Recovery { get; init; }

    /// <summary>Finding out which candidates to try, and scoring them.</summary>
    public double? Evaluation { get; init; }
}
