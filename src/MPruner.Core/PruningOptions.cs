namespace MPruner.Core;

/// <summary>The user's options. All of them are part of the cache key.</summary>
public sealed record PruningOptions
{
    /// <summary>The minimum CKA for two outputs to count as similar. In [0, 1].</summary>
    public double Threshold { get; init; } = 0.98;

    /// <summary>Which blocks a new member of a cluster must be similar to.</summary>
    public ClusteringRule Clustering { get; init; } = ClusteringRule.Anchor;

    /// <summary>How candidates are scored against the original.</summary>
    public QualityMetric Metric { get; init; } = QualityMetric.Auto;

    /// <summary>
    /// The largest accepted drop in quality, in the unit of <see cref="Metric"/>: 0.01 is one percentage point of accuracy. At least 0.
    /// </summary>
    public double MaxDrop { get; init; } = 0.01;

    /// <summary>
    /// The confidence level of the one-sided upper bound of the mean drop, which must be at most <see cref="MaxDrop"/>.
    /// In [0.5, 1); 0.5 is the mean itself.
    /// </summary>
    public double Confidence { get; init; } = 0.5;

    /// <summary>How the blocks to remove are chosen.</summary>
    public PruningStrategy Strategy { get; init; } = PruningStrategy.Verified;

    /// <summary>
    /// The first granularity k of the paper's loop: the members 1, 1+k, 1+2k, … of every cluster are removed, counted from 0. At least 1.
    /// </summary>
    public int FirstGranularity { get; init; } = 1;

    /// <summary>The last granularity of the paper's loop; at least <see cref="FirstGranularity"/>.</summary>
    public int LastGranularity { get; init; } = 3;

    /// <summary>How the model is recovered after blocks were removed.</summary>
    public RecoverySteps Recovery { get; init; } = RecoverySteps.Linear;

    /// <summary>The maximum number of epochs for each trained model, at least 1; null for <see cref="DefaultEpochs"/>.</summary>
    public int? Epochs { get; init; }

    /// <summary>
    /// Whether only the blocks next to a seam and everything after the last block are trained; all other values stay the same bit for bit.
    /// </summary>
    public bool Freeze { get; init; }

    /// <summary>How the weights are stored in the result's file.</summary>
    public WeightStorage Storage { get; init; } = WeightStorage.Float32;

    /// <summary>
    /// The maximum number of parameters of the result: blocks and units are removed only until it is met. Null to remove as many as the
    /// guard allows.
    /// </summary>
    public long? MaxParameters { get; init; }

    /// <summary>
    /// The maximum size of the result's file in bytes: blocks and units are removed only until it is met. Null to remove as many as the
    /// guard allows.
    /// </summary>
    public long? MaxBytes { get; init; }

    /// <summary>
    /// Whether the inner dimensions of the remaining blocks (neurons, channels, attention heads) are narrowed after blocks were removed, as
    /// far as the guard allows. The layers that read them are refitted whatever <see cref="Recovery"/> says.
    /// </summary>
    public bool Width { get; init; } = true;

    /// <summary>By what the units of an inner dimension are ordered.</summary>
    public WidthCriterion WidthCriterion { get; init; }

    /// <summary>
    /// The minimum share of the parameters, in [0, 1], that must be removed; a smaller reduction is the error <c>MPR2201</c>.
    /// Null for no requirement.
    /// </summary>
    public double? MinReduction { get; init; }

    /// <summary>
    /// Which submodules are the blocks: a path glob such as <c>encoder.layer.*</c>, or a class such as <c>BertLayer</c>.
    /// Null to search for them.
    /// </summary>
    public string? Blocks { get; init; }

    /// <summary>The name of the padding mask's input, optionally with <c>:padding</c> or <c>:valid</c>; null to search for it.</summary>
    public string? Mask { get; init; }

    /// <summary>The number of rows of a Gram group; at least 32.</summary>
    public int GramRows { get; init; } = 64;

    /// <summary>
    /// Whether the standardised similarity and the numbers of each run are measured in addition to the raw similarity.
    /// </summary>
    public bool Standardised { get; init; } = true;

    /// <summary>The seed for the choice of rows, the splits and the order of training data.</summary>
    public int Seed { get; init; }

    /// <summary>The number of threads for running models. At least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The number of threads for training. At least 1; with 1 the result is the same bit for bit every time.</summary>
    public int TrainingThreads { get; init; } = 1;

    /// <summary><c>cpu</c> or <c>cuda</c>, optionally with an index.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>
    /// The default of <see cref="Epochs"/>: 3 for training on labels, as in the paper; 10 for distilling, which has few data.
    /// </summary>
    public int DefaultEpochs => Recovery.HasFlag(RecoverySteps.Finetune) ? 3 : 10;

    /// <summary>Whether candidates are trained.</summary>
    internal bool Trains => (Recovery & (RecoverySteps.Distill | RecoverySteps.Finetune)) != 0;
}

/// <summary>How the blocks to remove are chosen.</summary>
public enum PruningStrategy
{
    /// <summary>
    /// By trial on held-out data: all blocks that the clusters propose are removed at once. If the guard rejects that, blocks are
    /// removed in the order of their effect on the outputs per parameter, smallest first, as far as the guard accepts.
    /// </summary>
    Verified,

    /// <summary>
    /// MPruner's published loop: clusters are removed by granularity, and the model is measured again after each accepted removal
    /// (Hu et al., arXiv 2408.13482).
    /// </summary>
    Paper,
}

/// <summary>How a model is recovered. Steps can be combined and are taken in this order.</summary>
[Flags]
public enum RecoverySteps
{
    /// <summary>No recovery: blocks are only deleted.</summary>
    None = 0,

    /// <summary>An affine map that replaces a removed run is fitted, and folded into the layer before the seam or inserted there.</summary>
    Linear = 1,

    /// <summary>The model is trained on the original's outputs, without labels.</summary>
    Distill = 2,

    /// <summary>The model is trained on labels and the original's scores together; by the paper's strategy on labels alone.</summary>
    Finetune = 4,
}
