using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.ScriptModels.Tensors;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>The linear layers and convolutions of a block that is called once.</summary>
internal sealed class BlockLayers
{
    private readonly DataflowTrace trace;
    private readonly Dictionary<OperationValue, BlockLayer?> layers = [];
    private readonly Dictionary<OperationValue, WrittenOutLinear> written = [];
    private readonly HashSet<OperationValue> inside = [];

    /// <param name="trace">The dataflow of a program.</param>
    /// <param name="uses">What reads its values.</param>
    /// <param name="block">The call of the block.</param>
    public BlockLayers(DataflowTrace trace, ValueUses uses, ModuleCall block)
    {
        (this.trace, Uses, Block) = (trace, uses, block);
        Operations = [.. trace.Operations.Where(Contains)];
        Fused = new FusedMlps(trace, Operations);
        foreach (var operation in Operations)
        {
            if (Operator.Behind(operation) is { } found && WrittenOutLinear.Of(found) is { } layer)
            {
                written[operation] = layer;
                inside.UnionWith(layer.Inside);
            }
        }
    }

    /// <summary>The call of the block.</summary>
    public ModuleCall Block { get; }

    /// <summary>What reads values.</summary>
    public ValueUses Uses { get; }

    /// <summary>The operations of the block, in execution order.</summary>
    public ImmutableArray<OperationValue> Operations { get; }

    /// <summary>The operators of the block that compute an MLP.</summary>
    public FusedMlps Fused { get; }

    /// <summary>Whether the block computes a value.</summary>
    public bool Contains(OperationValue operation) => operation.Frame.SelfAndCallers().Contains(Block);

    /// <summary>
    /// The layer whose result an operation is, with the batch norm after it; null if it is no layer of the block, or one that cannot be
    /// changed.
    /// </summary>
    public BlockLayer? Of(OperationValue operation)
    {
        if (!layers.TryGetValue(operation, out var layer))
        {
            layers[operation] = layer = Contains(operation) ? Find(operation) : null;
        }

        return layer;
    }

    /// <summary>
    /// Whether an operation is a linear layer or a convolution with a weight of its own, one that cannot be changed included; but not one
    /// that computes every channel from the same one of its input.
    /// </summary>
    public bool IsLayer(OperationValue operation) => WeightOf(operation) is not null;

    /// <summary>The weight of such a layer, [out, in, …]; null if the operation is anything else.</summary>
    public TensorInfo? WeightOf(OperationValue operation)
    {
        if (inside.Contains(operation) || Operator.Behind(operation) is not { IsOfPyTorch: true } found)
        {
            return null;
        }

        var isLayer = found.Name is "linear" or "conv1d" or "conv2d" or "conv3d" or "convolution"
            or "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d";
        return written.TryGetValue(operation, out var layer) ? layer.Product.Weight
            : isLayer && DepthwiseConvolution.Of(found) is null ? found.Tensor(1)
            : null;
    }

    /// <summary>What an operation computes its result from; of a layer that is written out what the layer reads.</summary>
    public ImmutableArray<Value> InputsOf(OperationValue operation) =>
        written.TryGetValue(operation, out var layer) ? [layer.Input] : operation.Inputs;

    /// <summary>
    /// The path of the module that has a layer's weight; if that is not called weight, as in code that computes several layers, with its
    /// name.
    /// </summary>
    public string PathOf(OperationValue layer)
    {
        var (frame, weight) = (layer.Frame, WeightOf(layer)!);
        var name = frame.Module.Attributes.First(attribute => Transposition.IsEither(TensorInfo.Of(attribute.Value), weight)).Key;
        return name == "weight" ? frame.Path : $"{frame.Path}.{name}".TrimStart('.');
    }

    /// <summary>Whether an operation is part of a layer that is written out, but not its last one.</summary>
    public bool IsInside(OperationValue operation) => inside.Contains(operation);

    /// <summary>Why a layer cannot be changed, as the end of a sentence; null if it can.</summary>
    public string? Fault(OperationValue operation)
    {
        if (Of(operation) is not null || Operator.Behind(operation) is not { } found)
        {
            return null;
        }

        return found switch
        {
            _ when Window.IsTransposed(found) => "is a transposed convolution",
            _ when Window.Groups(found) > 1 => "is a grouped convolution",
            _ when trace.Calls.Count(call => ReferenceEquals(call.Module, found.Module) && call.Enters) > 1 =>
                "is called at several places in the code",
            _ when IsUsedElsewhere(found) || IsCalledFromElsewhere(operation) => "is used by other code as well",
            _ => $"is a \"{found.Name}\" of a kind that is not narrowed",
        };
    }

    /// <summary>Whether a layer or norm is called more than once, or its tensors are used elsewhere.</summary>
    public bool IsUsedElsewhere(Operator layer) => BlockLayer.IsUsedElsewhere(trace, layer);

    private BlockLayer? Find(OperationValue operation)
    {
        if (Operator.Behind(operation)
                is not { IsOfPyTorch: true, Name: not "batch_norm" and not "dropout" and not "feature_dropout" } found
            || IsCalledFromElsewhere(operation)
            || IsInside(operation)
            || (written.TryGetValue(operation, out var layer) && !IsClosed(operation, layer)))
        {
            return null;
        }

        var users = Uses.Of(operation).ToList();
        var isNormed = users.Count == 1 && Operator.Behind(users[0]) is { Name: "batch_norm" };
        return (isNormed ? BlockLayer.Find(trace, users[0], Block) : null)
            ?? BlockLayer.Find(trace, operation, Block, Fused.MayRead(found.Module));
    }

    /// <summary>Whether nothing outside of a layer that is written out reads what is inside.</summary>
    private bool IsClosed(OperationValue operation, WrittenOutLinear layer) =>
        layer.Inside.SelectMany(Uses.Of).All(user => user == operation || layer.Inside.Contains(user));

    /// <summary>Whether a method that <c>forward</c> does not reach calls a module of the block, but not the block.</summary>
    private bool IsCalledFromElsewhere(OperationValue operation) => trace.Unreached
        .Where(other => !other.Root.Path.StartsWith(Block.Path + ".", StringComparison.Ordinal))
        .SelectMany(other => other.Calls.Where(call => ReferenceEquals(call.Module, operation.Frame.Module)))
        .Any(call => !call.SelfAndCallers().Any(caller => ReferenceEquals(caller.Module, Block.Module)));
}
