using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Chains;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>The layers of an inner dimension.</summary>
/// <param name="Reader">The layer that reads the units.</param>
/// <param name="Path">That layer's path.</param>
/// <param name="Slices">
/// The tensors of the layers that write the units, of the norms between, and of layers that read means of the units.
/// </param>
internal sealed record InnerLayers(BlockLayer Reader, string Path, ImmutableArray<UnitSlice> Slices)
{
    /// <summary>What a unit is.</summary>
    public InnerUnit Unit { get; private init; } = Reader.Window is null ? InnerUnit.Neuron : InnerUnit.Channel;

    /// <summary>The number of units.</summary>
    public int Units { get; private init; } = (int)Reader.Weight.Sizes[1];

    /// <summary>The sizes in the code that depend on the number of units.</summary>
    public ImmutableArray<SizeInCode> Sizes { get; init; } = [];

    /// <summary>Values with something for each head, of which only what belongs to the remaining heads may be added.</summary>
    public ImmutableArray<HeadBias> Biases { get; private init; } = [];

    /// <summary>The operators that compute the same layers.</summary>
    public ImmutableArray<FusedMlp> Fused { get; init; } = [];

    /// <summary>The weight of the batch norm before the reading layer; null if there is none.</summary>
    public TensorInfo? NormWeight { get; init; }

    /// <summary>The layers of attention heads.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="path">The reading layer's path.</param>
    public static InnerLayers Of(HeadGroup heads, string path) => new(heads.Reader!, path, heads.Written)
    {
        Unit = InnerUnit.Head,
        Units = heads.Units,
        Sizes = SizeInCode.Of(heads),
        Biases = [.. heads.Biases.Distinct()],
    };

    /// <summary>What the format's users see of the dimension.</summary>
    /// <param name="block">The block.</param>
    public InnerDimension Describe(Block block) => new(block, Path, Units)
    {
        Unit = Unit,
        UnitWidth = Reader.Width / Units,
        UnitParameters = (Reader.Weight.ElementCount / Units) + Slices.Sum(slice => slice.ParametersOf(Units)),
    };
}

/// <summary>The inner dimensions of one block.</summary>
/// <param name="Block">The block.</param>
/// <param name="Dimensions">Its dimensions, in execution order of their reading layers.</param>
internal sealed record BlockWidths(ScriptBlock Block, ImmutableArray<InnerLayers> Dimensions)
{
    /// <summary>Why other layers that read what layers of the block write have none; null if there is nothing to say.</summary>
    public string? Reason { get; init; }
}
