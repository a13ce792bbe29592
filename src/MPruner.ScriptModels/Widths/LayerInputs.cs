using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.Widths;

/// <summary>What a layer of a block reads: all values from which its input is computed, back to the block's other layers.</summary>
internal sealed class LayerInputs
{
    private readonly BlockLayers layers;

    /// <param name="reader">The operation of the layer.</param>
    /// <param name="layers">The layers of the block.</param>
    /// <param name="stream">The residual stream that the block reads.</param>
    public LayerInputs(OperationValue reader, BlockLayers layers, Value stream)
    {
        (Reader, this.layers) = (reader, layers);
        HashSet<Value> seen = [];
        var open = new Stack<Value>([layers.InputsOf(reader)[0]]);
        while (open.TryPop(out var next))
        {
            next = next.Source;
            var isStream = ReferenceEquals(next, stream.Source);
            ReadsStream |= isStream;
            if (!isStream && seen.Add(next) && !IsEnd(next))
            {
                Parts(next).ForEach(open.Push);
            }
        }
    }

    /// <summary>The operation of the layer.</summary>
    public OperationValue Reader { get; }

    /// <summary>The operations between the layer and the layers that write.</summary>
    public List<OperationValue> Between { get; } = [];

    /// <summary>The operations of the layers that write.</summary>
    public List<OperationValue> Writers { get; } = [];

    /// <summary>Whether the residual stream is read other than through the layers that write.</summary>
    public bool ReadsStream { get; }

    /// <summary>Whether attention is between: a softmax and a matrix product, or both in one operation.</summary>
    public bool HasAttention =>
        Has("scaled_dot_product_attention") || (Has("softmax") && (Has("matmul") || Has("bmm") || Has("einsum")));

    /// <summary>
    /// Whether squeeze-excitation is between: a product with factors that are computed from the mean of what they are multiplied with.
    /// </summary>
    public bool HasSqueezeExcitation => Between.Exists(operation =>
        operation.Inputs is [var left, var right]
        && Operator.Behind(operation) is { Name: "mul", IsOfPyTorch: true }
        && (IsScaledBy(left, right) || IsScaledBy(right, left)));

    private bool Has(string name) =>
        Between.Exists(operation => Operator.Behind(operation) is { IsOfPyTorch: true } found && found.Name == name);

    private bool IsScaledBy(Value value, Value factors)
    {
        var from = Ancestors(factors);
        var scaled = value.Source;
        return from.Contains(scaled) && from.Except(Ancestors(value)).Any(IsMean);
    }

    private static bool IsMean(Value value) => Operator.Behind(value) is { } found && SqueezeExcitation.IsMean(found);

    /// <summary>All values of the block from which a value is computed, itself included.</summary>
    private HashSet<Value> Ancestors(Value value)
    {
        HashSet<Value> found = [];
        var open = new Stack<Value>([value]);
        while (open.TryPop(out var next))
        {
            next = next.Source;
            if ((next is not OperationValue operation || layers.Contains(operation)) && found.Add(next))
            {
                Parts(next).ForEach(open.Push);
            }
        }

        return found;
    }

    /// <summary>
    /// Whether a value is written by a layer, describes another one, or comes from outside of the block; notes the first, and what is
    /// between.
    /// </summary>
    private bool IsEnd(Value value)
    {
        if (value is not OperationValue operation)
        {
            return false;
        }

        if (!layers.Contains(operation) || Operator.Behind(operation) is { IsOfTorch: true, Name: "size" or "dim" or "len" or "numel" })
        {
            return true;
        }

        var isLayer = layers.IsLayer(operation);
        (isLayer ? Writers : Between).Add(operation);
        return isLayer;
    }

    private static List<Value> Parts(Value value) => value switch
    {
        OperationValue operation => [.. operation.Inputs],
        GroupValue group => [.. group.Elements],
        MergeValue merge => [.. merge.Choices],
        _ => [],
    };
}
