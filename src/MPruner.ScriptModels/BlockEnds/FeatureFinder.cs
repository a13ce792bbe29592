using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;

namespace MPruner.ScriptModels.BlockEnds;

/// <summary>Finds which dimension of a residual stream the features are, from the layers that write into it.</summary>
internal static class FeatureFinder
{
    /// <summary>The dimension of a chain's features; −1, the last, where its blocks disagree.</summary>
    public static int? Dimension(DataflowTrace trace, ScriptChain chain) => chain.Blocks.Min(b => Dimension(trace, b));

    /// <summary>The dimension that the nearest layers before a block's end write their features into: 1, as convolutions do, or −1, the last, as linear layers do; null where none is seen.</summary>
    private static int? Dimension(DataflowTrace trace, ScriptBlock block)
    {
        var call = block.Calls[0];
        if (BlockEnd.StreamOf(trace, block) is not { } stream)
        {
            return null;
        }

        var entered = Operator.Behind(call.Call.Arguments[call.StreamInput])?.Value;
        var seen = new HashSet<Value>();
        var open = new Queue<Value>([stream]);
        while (open.TryDequeue(out var next))
        {
            if (Operator.Behind(next) is not { } found || ReferenceEquals(found.Value, entered) || !seen.Add(found.Value))
            {
                continue;
            }

            if (Written(found.Name) is { } dimension)
            {
                return dimension;
            }

            if (IsPointwise(found.Name))
            {
                foreach (var input in found.Value.Inputs)
                {
                    open.Enqueue(input);
                }
            }
        }

        return null;
    }

    private static int? Written(string name) => name switch
    {
        "linear" or "layer_norm" => -1,
        "batch_norm" or "group_norm" or "instance_norm" => 1,
        _ when name.StartsWith("conv", StringComparison.Ordinal) => 1,
        _ => null,
    };

    private static bool IsPointwise(string name) => name is "add" or "sub" or "mul" or "div" or "to" or "clone" or "contiguous" or "clamp" or "dropout" or "feature_dropout"
        or "relu" or "leaky_relu" or "prelu" or "elu" or "selu" or "gelu" or "silu" or "mish" or "softplus" or "hardtanh" or "hardswish" or "hardsigmoid" or "tanh" or "sigmoid";
}
