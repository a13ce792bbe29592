using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>
/// The MLP inside <c>torch._transformer_encoder_layer_fwd</c>, the operator by which PyTorch computes a whole
/// <c>nn.TransformerEncoderLayer</c> in evaluation mode. It calls no layers but gets their tensors as arguments.
/// </summary>
/// <param name="Value">What the operator computes.</param>
/// <param name="Tensors">The weight and bias of the layer that writes the units, then those of the layer that reads them.</param>
internal sealed record FusedMlp(OperationValue Value, ImmutableArray<AttributeSlot> Tensors)
{
    /// <summary>The operator's name, without its underscore.</summary>
    public const string OperatorName = "transformer_encoder_layer_fwd";

    private const int FirstTensor = 14;

    /// <summary>The operator in the code.</summary>
    public ValueSite Call => new(Value.Frame, (CallExpression)Value.Syntax);

    /// <summary>The layer that writes the units.</summary>
    public PickleObject Writer => Tensors[0].Owner;

    /// <summary>The layer that reads them.</summary>
    public PickleObject Reader => Tensors[2].Owner;

    /// <summary>The path of the layer that reads; null if it is no attribute of the module whose code has the operator.</summary>
    public string? Path => Value.Frame.Module.Attributes
        .Where(attribute => ReferenceEquals(attribute.Value, Reader))
        .Select(attribute => $"{Value.Frame.Path}.{attribute.Key}".TrimStart('.'))
        .FirstOrDefault();

    /// <summary>The MLP of an operation; null if it is another operation, or its tensors are not those of two layers.</summary>
    public static FusedMlp? Of(OperationValue operation)
    {
        if (Operator.Behind(operation) is not { Name: OperatorName, IsOfTorch: true })
        {
            return null;
        }

        ImmutableArray<AttributeSlot> slots =
            [.. operation.Operands.Skip(FirstTensor).Take(4).OfType<StaticValue>().Select(value => value.Slot).OfType<AttributeSlot>()];
        return slots is [var up, var upBias, var down, var downBias]
            && ReferenceEquals(up.Owner, upBias.Owner)
            && ReferenceEquals(down.Owner, downBias.Owner)
            && !ReferenceEquals(up.Owner, down.Owner)
                ? new(operation, slots)
                : null;
    }

    /// <summary>Whether an argument of a call is the one by which the operator gets a tensor.</summary>
    public bool Gets(AttributeSlot slot, CallExpression call, int position) =>
        ReferenceEquals(call, Value.Syntax) && position >= FirstTensor && Tensors.IndexOf(slot) == position - FirstTensor;

    /// <summary>The layers; null if their tensors do not fit each other.</summary>
    public InnerLayers? ToLayers()
    {
        var tensors = Tensors.Select(slot => TensorInfo.Of(slot.Owner[slot.Name]!)).OfType<TensorInfo>().ToList();
        return tensors is [{ Sizes: [> 1 and var written, _] } up, var upBias, { Sizes: [_, var read] } down, var downBias]
            && written == read
            && BlockLayer.OfOperator(down, downBias) is { } reader
            && Path is { } path
                ? new InnerLayers(reader, path, [new(up), new(upBias)]) { Fused = [this] }
                : null;
    }
}
