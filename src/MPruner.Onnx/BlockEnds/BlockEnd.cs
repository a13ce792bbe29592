using MPruner.Onnx.Graphs;

namespace MPruner.Onnx.BlockEnds;

/// <summary>The last operation of a block on its residual sum.</summary>
internal enum BlockEndKind
{
    /// <summary>None: the sum is the stream, as in a pre-norm transformer.</summary>
    None,

    /// <summary>A rectifier, as in a ResNet.</summary>
    Rectifier,

    /// <summary>A layer norm of each token, as in a post-norm transformer.</summary>
    LayerNorm,
}

/// <summary>How a block ends: <c>end(residual + last(a))</c>.</summary>
/// <param name="Kind">The kind of the end.</param>
/// <param name="Sum">The residual sum.</param>
/// <param name="Stream">The stream that the block writes.</param>
/// <param name="Norm">The layer norm of the end; null for other kinds.</param>
internal sealed record BlockEnd(BlockEndKind Kind, string Sum, string Stream, LayerNorm? Norm)
{
    /// <summary>The end of a block whose sum is the stream.</summary>
    public static BlockEnd Plain(string sum) => new(BlockEndKind.None, sum, sum, null);

    /// <summary>The operation that is all that reads a sum, if it is one with which blocks end.</summary>
    public static BlockEnd? After(Dataflow flow, string sum)
    {
        if (flow.OnlyReader(sum) is { } reader && flow.Nodes[reader].Is("Relu"))
        {
            return new(BlockEndKind.Rectifier, sum, flow.Nodes[reader].Output, null);
        }

        return LayerNorm.Of(flow, sum) is { } norm ? new(BlockEndKind.LayerNorm, sum, norm.Output, norm) : null;
    }

    /// <summary>The end of a known kind after a sum; null if the graph does not have it.</summary>
    public static BlockEnd? Of(Dataflow flow, string sum, BlockEndKind kind)
    {
        if (kind == BlockEndKind.None)
        {
            return Plain(sum);
        }

        return After(flow, sum) is { } end && end.Kind == kind ? end : null;
    }
}
