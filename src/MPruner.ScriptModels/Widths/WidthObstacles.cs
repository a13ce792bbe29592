using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>Says why layers of a block that read what other layers of it wrote have no inner dimension.</summary>
/// <param name="layers">The layers of the block.</param>
/// <param name="stream">The residual stream that it reads.</param>
internal sealed class WidthObstacles(BlockLayers layers, Value stream)
{
    private const string NoReader = "No linear layer or convolution is found in it that reads only what others of its own write.";

    private const string SharedMlp =
        "The weights of its MLP, which one operator computes with all the rest, are used by other code as well.";

    private const string PackedHeads =
        "Its attention is nn.MultiheadAttention, whose code requires that all heads together have as many features as it reads.";

    private const string WeightsOfOthers = "Its code also computes layers whose weights other modules have. These layers are not narrowed.";

    /// <summary>What is between the layers, as far as it was followed.</summary>
    public required ImmutableArray<InnerPath> Paths { get; init; }

    /// <summary>What was found of attention heads.</summary>
    public required HeadTracker Heads { get; init; }

    /// <summary>
    /// A reason for the block. Where it has inner dimensions, only one that says of what kind the others are: a grouped convolution,
    /// squeeze-excitation, attention. Where it has none, attention's reason is followed by one for the other layers.
    /// </summary>
    /// <param name="found">The operations of the layers that read inner dimensions.</param>
    /// <returns>A sentence; null if there is nothing to say.</returns>
    public string? Of(IReadOnlyCollection<OperationValue> found)
    {
        List<LayerInputs> candidates =
        [
            .. from operation in layers.Operations
               where IsReader(operation) && !found.Contains(operation)
               select new LayerInputs(operation, layers, stream) into inputs
               where inputs.Writers.Count > 0 && !inputs.ReadsStream
               select inputs,
        ];
        var ofAttention = First(OfAttention);
        var reason = First(OfGroups) ?? ofAttention ?? First(OfSqueezeExcitation);
        if (found.Count == 0 && (reason is null || reason == ofAttention))
        {
            candidates.RemoveAll(inputs => OfAttention(inputs) is not null);
            var other = First(OfLayers) ?? First(OfPath);
            reason = reason is null ? OfFusedMlp() ?? other ?? OfWeightsOfOthers() ?? NoReader : $"{reason} {other}".TrimEnd();
        }

        return reason ?? OfPackedHeads() ?? OfWeightsOfOthers();

        string? First(Func<LayerInputs, string?> reasonOf) => candidates.Select(reasonOf).FirstOrDefault(text => text is not null);
    }

    private bool IsReader(OperationValue operation) => layers.WeightOf(operation) is { } weight
        && (weight.Sizes[1] > 1 || Window.Groups(Operator.Behind(operation)!) > 1);

    private string? OfFusedMlp() => layers.Fused.IsEmpty ? null : SharedMlp;

    /// <summary>Whatever form such a module's code has, it reads queries, keys and values by one weight of this name.</summary>
    private string? OfPackedHeads() => layers.Operations.SelectMany(operation => operation.Operands).OfType<StaticValue>()
        .Any(value => value.Slot is { Name: "in_proj_weight" }) ? PackedHeads : null;

    /// <summary>As where a function computes attention from the weights of linear layers that are never called.</summary>
    private string? OfWeightsOfOthers() => layers.Operations.Any(operation => operation.Operands.OfType<StaticValue>().Any(value =>
        value.Slot is { } slot
        && !ReferenceEquals(slot.Owner, operation.Frame.Module)
        && TensorInfo.Of(slot.Owner[slot.Name]!) is { Sizes.Length: > 1, RequiresGrad: true })) ? WeightsOfOthers : null;

    private string? OfGroups(LayerInputs inputs) => OfLayers(inputs, layer => Window.Groups(Operator.Behind(layer)!) > 1);

    private string? OfLayers(LayerInputs inputs) => OfLayers(inputs, _ => true);

    /// <summary>That the layer, or one that it reads, cannot be changed.</summary>
    private string? OfLayers(LayerInputs inputs, Func<OperationValue, bool> isMeant)
    {
        var reader = inputs.Reader;
        if (isMeant(reader) && layers.Fault(reader) is { } fault)
        {
            return $"{Name(reader)} {fault}.";
        }

        return (from writer in inputs.Writers.Where(isMeant)
                where layers.Fault(writer) is not null
                select $"{Name(reader)} reads {Name(writer)}, which {layers.Fault(writer)}.").FirstOrDefault();
    }

    private string? OfSqueezeExcitation(LayerInputs inputs) => inputs.HasSqueezeExcitation
        ? $"{Name(inputs.Reader)} reads values that squeeze-excitation scales by factors computed from all of them."
        : null;

    private string? OfAttention(LayerInputs inputs)
    {
        if (Heads.OneUnit.Contains(inputs.Reader))
        {
            return $"{Name(inputs.Reader)} reads the result of attention, in which all queries share one key and value.";
        }

        var lost = inputs.HasAttention ? Heads.Lost.FirstOrDefault(inputs.Between.Contains) : null;
        return lost is null
            ? null
            : $"{Name(inputs.Reader)} reads the result of attention, in which {Through(lost)} is not followed.";
    }

    /// <summary>What ends the path from a layer that can be changed.</summary>
    private string OfPath(LayerInputs inputs)
    {
        var name = Name(inputs.Reader);
        return Paths.First(path => path.At == inputs.Reader) switch
        {
            { OtherReader: { } other } => $"{name} reads values that {Name(other)} reads as well.",
            { Obstacle: OperationValue operation } when layers.Contains(operation) => layers.IsLayer(operation)
                ? $"{name} does not read the outputs of {Name(operation)} one by one."
                : $"{name} reads the result of {Through(operation)}, which is not followed.",
            _ => $"{name} also reads a value from outside of the block.",
        };
    }

    /// <summary>An operation that is not followed.</summary>
    private static string Through(OperationValue operation) => Operator.Behind(operation)?.Name switch
    {
        "view" or "reshape" => "a change of shape",
        { } name => $"\"{name}\"",
        null => operation.Inputs is [OperationValue whole] && Operator.Behind(whole) is { } cut ? $"\"{cut.Name}\"" : "an expression",
    };

    /// <summary>A layer by its path in the block; any other operation by its operator.</summary>
    private string Name(OperationValue operation)
    {
        var path = operation.Frame.Path;
        return (layers.IsLayer(operation) || Operator.Behind(operation)?.Tensor(1) is not null) && path.Length > layers.Block.Path.Length
            ? path[layers.Block.Path.Length..].TrimStart('.')
            : Through(operation);
    }
}
