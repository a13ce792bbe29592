using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.BlockEnds;

/// <summary>Finds the feature dimension of a residual stream from the layers that write into it.</summary>
internal static class FeatureFinder
{
    /// <summary>The feature dimension of a chain; −1, the last, if its blocks disagree; null if no block shows it.</summary>
    public static int? Dimension(DataflowTrace trace, ScriptChain chain) => chain.Blocks.Min(b => Dimension(trace, b));

    /// <summary>
    /// The dimension into which the nearest layers before a block's end write their features:
    /// 1 for convolutions, −1 (the last) for linear layers; null if there are no such layers.
    /// </summary>
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

            if (found.TreatsFeaturesAlike || found.Name is "add" or "sub" or "mul" or "div" or "prelu" or "max_pool2d" or "avg_pool2d")
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
}
