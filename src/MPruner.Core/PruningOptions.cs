using MPruner.Core.Clustering;

namespace MPruner.Core;

/// <summary>What the user chose. Every member is part of the cache key.</summary>
public sealed record PruningOptions
{
    /// <summary>The similarity, 0 to 1, from which on two blocks' outputs count as similar.</summary>
    public double Threshold { get; init; } = 0.98;

    /// <summary>Which blocks a new member of a cluster must be similar to.</summary>
    public ClusteringRule Clustering { get; init; } = ClusteringRule.Anchor;

    /// <summary>The largest drop in quality that is accepted, in the metric's own unit: 0.01 is one point of accuracy. At least 0.</summary>
    public double MaxDrop { get; init; } = 0.01;

    /// <summary>The level of the one-sided upper bound of the drop that must stay within <see cref="MaxDrop"/>; 0.5 is the bare mean. Between 0.5 and 1, 1 excluded.</summary>
    public double Confidence { get; init; } = 0.5;

    /// <summary>Which blocks are considered: a path glob such as <c>encoder.layer.*</c>, or a class such as <c>BertLayer</c>; null finds them.</summary>
    public string? Blocks { get; init; }

    /// <summary>The padding mask's input name, optionally with <c>:padding</c> or <c>:valid</c>; null finds it.</summary>
    public string? Mask { get; init; }

    /// <summary>Rows of a Gram group; at least 32.</summary>
    public int GramRows { get; init; } = 64;

    /// <summary>Whether the per-channel standardised similarity is measured beside the raw one.</summary>
    public bool Standardised { get; init; } = true;

    /// <summary>Seeds the choice of rows and the splits.</summary>
    public int Seed { get; init; }

    /// <summary>Threads for running the model. At least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";
}
