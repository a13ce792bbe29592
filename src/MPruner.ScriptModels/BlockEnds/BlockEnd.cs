using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;

namespace MPruner.ScriptModels.BlockEnds;

/// <summary>What a block does last with the sum of its residual connection.</summary>
internal enum BlockEndKind
{
    /// <summary>Nothing: the sum is the stream, as in a pre-norm transformer.</summary>
    None,

    /// <summary>Cuts off below zero, as a BasicBlock or a Bottleneck does.</summary>
    Rectifier,

    /// <summary>Normalises each token, as a post-norm transformer does.</summary>
    LayerNorm,
}

/// <summary>How a block ends: <c>closing(residual + last(a))</c>.</summary>
/// <param name="Kind">The closing.</param>
/// <param name="Sum">Where the sum before the closing is to be seen; null where the block's end is none of these.</param>
/// <param name="Stream">Where the residual stream is to be seen that the block writes; null where the code shows it nowhere by itself.</param>
/// <param name="Last">The linear layer that writes into the sum; null where there is none that can be refitted.</param>
/// <param name="Norm">The closing's layer norm.</param>
internal sealed record BlockEnd(BlockEndKind Kind, ValueSite? Sum, ValueSite? Stream, LastLayer? Last, Operator? Norm)
{
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

    /// <summary>The residual stream that a block's only call writes; null where there is none.</summary>
    public static Value? StreamOf(DataflowTrace trace, ScriptBlock block)
    {
        var call = block.Calls[0];
        return call.ParentAdd is { } add
            ? trace.Operations.First(o => ReferenceEquals(o.Syntax, add.Syntax) && ReferenceEquals(o.Frame, add.Frame))
            : call.Call.Outputs.FirstOrDefault(o => o.Index == call.StreamOutput);
    }

    private static LastLayer? LastLayerOf(DataflowTrace trace, Value sum, ModuleCall block)
    {
        var end = Operator.BehindDropout(sum);
        var branches = end is { IsSum: true } ? end.Value.Inputs : [sum];

        // A block that changes nothing but the channels has a layer in its shortcut, too; the one that sees more can be refitted to more.
        return branches.Select(branch => LastLayer.Find(trace, branch, block)).OfType<LastLayer>().OrderByDescending(layer => layer.Width).FirstOrDefault();
    }

    private static bool IsAffine(Operator norm) =>
        norm.Numbers(1) is [_] && norm.Tensor("weight") is { Sizes.Length: 1 } && norm.Tensor("bias") is not null;
}
