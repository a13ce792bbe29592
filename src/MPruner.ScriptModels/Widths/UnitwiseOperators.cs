using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.Widths;

/// <summary>Operators that compute each unit from the same one of their input.</summary>
/// <param name="positions">The number of dimensions behind the units, which are channels; 0 if units are the last dimension.</param>
internal sealed class UnitwiseOperators(int positions)
{
    /// <summary>The inputs whose units an operator's result has; null if it does anything else with them.</summary>
    public IReadOnlyList<Value>? Inputs(Operator found)
    {
        var inputs = found.Value.Inputs;
        return found.Name switch
        {
            // The second one only says of which type, or how large, the result is.
            "type_as" or "to" or "expand_as" when found.StartsWithInput => [inputs[0]],
            _ when found.IsArithmetic => inputs,
            _ when inputs.Length == 1 && (found.TreatsFeaturesAlike || (positions > 0 && KeepsChannels(found))) => inputs,
            _ => null,
        };
    }

    private bool KeepsChannels(Operator found) => found.Name switch
    {
        "max_pool1d" or "max_pool2d" or "max_pool3d" or "avg_pool1d" or "avg_pool2d" or "avg_pool3d" => true,

        // Two numbers for each dimension, of the last one first.
        "pad" or "constant_pad_nd" => found.Numbers(1)?.Length <= 2 * positions,
        "reflection_pad1d" or "reflection_pad2d" or "replication_pad1d" or "replication_pad2d" => true,
        "instance_norm" => Enumerable.Range(1, 4).All(found.IsNone),
        "slice" => found.Number(1) is 0 or >= 2 || found.IsWhole,
        _ => false,
    };
}
