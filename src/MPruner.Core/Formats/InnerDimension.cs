namespace MPruner.Core.Formats;

/// <summary>
/// A dimension inside a block: the neurons of an MLP, the inner channels of convolutions, or attention heads. Its units are written and
/// read by layers of the block only, so some of them can be removed without changing the residual stream.
/// </summary>
/// <param name="Block">The block.</param>
/// <param name="Path">The path of the layer that reads the units, unique among inner dimensions: <c>stage1.0.conv2</c>.</param>
/// <param name="Units">The number of units; at least 2.</param>
public sealed record InnerDimension(Block Block, string Path, int Units)
{
    /// <summary>What a unit is.</summary>
    public required InnerUnit Unit { get; init; }

    /// <summary>What a unit is, for reports: <c>neuron</c>, <c>channel</c> or <c>head</c>.</summary>
    internal string UnitName => Unit.ToString().ToLowerInvariant();

    /// <summary>The number of inputs per output of the reading layer that belong to one unit. Those of a unit follow each other.</summary>
    public required int UnitWidth { get; init; }

    /// <summary>The number of trainable values that one unit has in all layers together.</summary>
    public required long UnitParameters { get; init; }

    /// <summary>Formats the dimension for messages and reports: <c>stage1.0.conv2</c>.</summary>
    public override string ToString() => Path;
}

/// <summary>What a unit of an inner dimension is.</summary>
public enum InnerUnit
{
    /// <summary>A feature between two linear layers.</summary>
    Neuron,

    /// <summary>A channel between two convolutions.</summary>
    Channel,

    /// <summary>An attention head, with its rows of queries, keys and values; of grouped heads one group.</summary>
    Head,
}
