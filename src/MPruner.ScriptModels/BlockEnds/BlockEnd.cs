using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.BlockEnds;

/// <summary>The last operation of a block on the sum of its residual connection.</summary>
internal enum BlockEndKind
{
    /// <summary>None: the sum is the stream, as in a pre-norm transformer.</summary>
    None,

    /// <summary>A rectifier, as in a BasicBlock or a Bottleneck of a ResNet.</summary>
    Rectifier,

    /// <summary>A layer norm of each token, as in a post-norm transformer.</summary>
    LayerNorm,
}

/// <summary>How a block ends: <c>end(residual + last(a))</c>.</summary>
/// <param name="Kind">The kind of the end.</param>
/// <param name="Sum">Where the sum before the end appears in the code; null if no single expression is the sum.</param>
/// <param name="Stream">
/// Where the residual stream that the block writes appears in the code; null if no single expression is the stream.
/// </param>
/// <param name="Last">The linear layer or convolution that writes into the sum; null if there is none that can be refitted.</param>
/// <param name="Norm">The layer norm of the end; null for other kinds.</param>
internal sealed record BlockEnd(BlockEndKind Kind, ValueSite? Sum, ValueSite? Stream, BlockLayer? Last, Operator? Norm)
{
    /// <summary>The position of a layer norm's weight among its arguments.</summary>
    public const int NormWeight = 2;

    /// <summary>The position of its bias.</summary>
    public const int NormBias = 3;

    /// <summary>Finds how a block ends, from the dataflow of its only call.</summary>
    public static BlockEnd Of(DataflowTrace trace, ScriptBlock block)
    {
        if (StreamOf(trace, block) is not { } stream)
        {
            return new(BlockEndKind.None, null, null, null, null);
        }

        var end = Operator.Behind(stream);
        var (kind, sum) = end switch
        {
            { Name: "relu" } => (BlockEndKind.Rectifier, end.Input),
            { Name: "layer_norm" } when IsAffine(end) => (BlockEndKind.LayerNorm, end.Input),
            _ => (BlockEndKind.None, stream),
        };
        var last = LastLayerOf(trace, sum, block.Calls[0].Call);
        return new(kind, ValueSite.Of(sum), ValueSite.Of(stream), last, kind == BlockEndKind.LayerNorm ? end : null);
    }

    /// <summary>The residual stream that a block's only call writes; null if there is none.</summary>
    public static Value? StreamOf(DataflowTrace trace, ScriptBlock block)
    {
        var call = block.Calls[0];
        return call.ParentAdd is { } add
            ? trace.Operations.First(o => ReferenceEquals(o.Syntax, add.Syntax) && ReferenceEquals(o.Frame, add.Frame))
            : call.Call.Outputs.FirstOrDefault(o => o.Index == call.StreamOutput);
    }

    private static BlockLayer? LastLayerOf(DataflowTrace trace, Value sum, ModuleCall block)
    {
        var end = Operator.BehindDropout(sum);
        var branches = end is { IsSum: true } ? end.Value.Inputs : [sum];

        // A block that changes the number of channels also has a layer in its shortcut. The wider layer can be fitted better.
        return branches
            .Select(branch => BlockLayer.Find(trace, branch, block))
            .OfType<BlockLayer>()
            .OrderByDescending(layer => layer.Width)
            .FirstOrDefault();
    }

    private static bool IsAffine(Operator norm) =>
        norm.Numbers(1) is [_] && norm.Tensor(NormWeight) is { Sizes.Length: 1 } && norm.Tensor(NormBias) is not null;
}
