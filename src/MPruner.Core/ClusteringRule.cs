namespace MPruner.Core;

/// <summary>Which blocks a new member of a cluster must be similar to.</summary>
public enum ClusteringRule
{
    /// <summary>
    /// The cluster's first block, as in MPruner. Members may differ from each other: the outputs of a long chain drift gradually.
    /// </summary>
    Anchor,

    /// <summary>Every block of the cluster. The input and the output of every run in the cluster are then similar, too.</summary>
    Complete,
}
