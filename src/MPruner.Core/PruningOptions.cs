namespace MPruner.Core;

/// <summary>What the user chose. Every member is part of the cache key.</summary>
public sealed record PruningOptions
{
    /// <summary>The similarity, 0 to 1, from which on two blocks' outputs count as similar.</summary>
    public double Threshold { get; init; } = 0.98;

    /// <summary>Which blocks a new member of a cluster must be similar to.</summary>
    public ClusteringRule Clustering { get; init; } = ClusteringRule.Anchor;

    /// <summary>
    /// The largest drop in quality that is accepted, in the metric's own unit: 0.01 is one point of accuracy. At least 0.
    /// </summary>
    public double MaxDrop { get; init; } = 0.01;

    /// <summary>
    /// The level of the one-sided upper bound of the drop that must stay within <see cref="MaxDrop"/>; 0.5 is the bare mean. Between
    /// 0.5 and 1, 1 excluded.
    /// </summary>
    public double Confidence { get; init; } = 0.5;

    /// <summary>How it is decided what goes.</summary>
    public PruningStrategy Strategy { get; init; } = PruningStrategy.Verified;

    /// <summary>The first granularity k of the paper's loop: of every cluster the members 1, 1+k, 1+2k, … go. At least 1.</summary>
    public int FirstGranularity { get; init; } = 1;

    /// <summary>The last one; at least the first.</summary>
    public int LastGranularity { get; init; } = 3;

    /// <summary>How the model is mended after blocks were removed.</summary>
    public RecoverySteps Recovery { get; init; } = RecoverySteps.Linear;

    /// <summary>Epochs of training for each model that is trained; null = <see cref="DefaultEpochs"/>.</summary>
    public int? Epochs { get; init; }

    /// <summary>
    /// Whether training moves only the blocks beside a seam and what follows the last block; everything else stays bit for bit.
    /// </summary>
    public bool Freeze { get; init; }

    /// <summary>The most parameters that the result may have; null = as few as the guard allows.</summary>
    public long? MaxParameters { get; init; }

    /// <summary>The most bytes that the result's file may have; null likewise.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>The share of the parameters, 0 to 1, that has to go; less is a demand not met.</summary>
    public double MinReduction { get; init; }

    /// <summary>
    /// Which blocks are considered: a path glob such as <c>encoder.layer.*</c>, or a class such as <c>BertLayer</c>; null finds them.
    /// </summary>
    public string? Blocks { get; init; }

    /// <summary>The padding mask's input name, optionally with <c>:padding</c> or <c>:valid</c>; null finds it.</summary>
    public string? Mask { get; init; }

    /// <summary>Rows of a Gram group; at least 32.</summary>
    public int GramRows { get; init; } = 64;

    /// <summary>
    /// Whether the per-channel standardised similarity and the numbers of each run are measured beside the raw similarity.
    /// </summary>
    public bool Standardised { get; init; } = true;

    /// <summary>Seeds the choice of rows and the splits.</summary>
    public int Seed { get; init; }

    /// <summary>Threads for running the model. At least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Threads for training; 1 gives the same bytes every time. At least 1.</summary>
    public int TrainingThreads { get; init; } = 1;

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>The paper's three epochs for labels; more for a teacher, whose data are few.</summary>
    public int DefaultEpochs => Recovery.HasFlag(RecoverySteps.Finetune) ? 3 : 10;
}

/// <summary>How it is decided what goes.</summary>
public enum PruningStrategy
{
    /// <summary>
    /// Clusters are proposals: all of them at once if the guard lets them go, else block by block, the one that costs least for its
    /// size first.
    /// </summary>
    Verified,

    /// <summary>
    /// MPruner's published loop: whole clusters by granularity, measured anew while it keeps paying (Hu et al., arXiv 2408.13482).
    /// </summary>
    Paper,
}

/// <summary>How a model is mended. Steps combine and are taken in this order.</summary>
[Flags]
public enum RecoverySteps
{
    /// <summary>Not at all: what deletion alone can do.</summary>
    None = 0,

    /// <summary>The affine map that a removed run performed is fitted and folded into the layer before it, or put in its place.</summary>
    Linear = 1,

    /// <summary>Training against the original's own outputs, without labels.</summary>
    Distill = 2,

    /// <summary>Training on the labels.</summary>
    Finetune = 4,
}
