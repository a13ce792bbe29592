namespace MPruner.Core;

/// <summary>Which blocks a new member of a cluster is compared with.</summary>
public enum ClusteringRule
{
    /// <summary>With the cluster's first block, as MPruner does: a long chain drifts little by little, and so does the cluster.</summary>
    Anchor,

    /// <summary>With every block that the cluster has: whatever run is taken from it, what the run reads and what it writes are similar.</summary>
    Complete,
}
