using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Pickle;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>What is between a layer of a block and the layers that write what it reads.</summary>
internal sealed class InnerPath
{
    private readonly BlockLayers layers;
    private readonly BlockLayer reader;
    private readonly HashSet<OperationValue> between = [];
    private readonly List<UnitSlice> slices = [];
    private readonly List<SizeInCode> sizes = [];
    private readonly List<PickleObject> writers = [];
    private TensorInfo? normWeight;

    private InnerPath(OperationValue at, BlockLayer reader, BlockLayers layers)
    {
        (At, this.reader, this.layers) = (at, reader, layers);
        if (Follow(Operator.Behind(at)!.Input))
        {
            var others = between.SelectMany(layers.Uses.Of)
                .Where(user => user != at && !between.Contains(user))
                .Select(user => (User: user, Slices: SlicesOfMeans(user)))
                .ToList();
            slices.AddRange(others.SelectMany(other => other.Slices));
            var fused = layers.Fused.Of([at.Frame.Module, .. writers]);
            OtherReader = others.Find(other => other.Slices.Count == 0).User ?? fused.FirstOrDefault(mlp => !IsSame(mlp))?.Value;
            Layers = OtherReader is null
                ? new(reader, at.Frame.Path, [.. slices]) { Sizes = [.. sizes], NormWeight = normWeight, Fused = fused }
                : null;
        }
    }

    /// <summary>The operation of the layer that reads.</summary>
    public OperationValue At { get; }

    /// <summary>The layers of the dimension; null if there is an obstacle or another reader.</summary>
    public InnerLayers? Layers { get; }

    /// <summary>The first value, from the reading layer on, through which units are not followed; null if they are all the way.</summary>
    public Value? Obstacle { get; private set; }

    /// <summary>Something else that reads what is between; null if nothing does, or there is an obstacle.</summary>
    public OperationValue? OtherReader { get; }

    /// <summary>Follows what a layer reads; null if the operation is no layer, or one that reads a single unit.</summary>
    public static InnerPath? Of(OperationValue operation, BlockLayers layers) =>
        layers.Of(operation) is { } reader && reader.Weight.Sizes[1] > 1 ? new(operation, reader, layers) : null;

    /// <summary>Follows a value back to the layers that write it.</summary>
    /// <returns>Whether every path ends in a layer of the block.</returns>
    private bool Follow(Value value)
    {
        var source = ValueUses.Source(value);
        if (source is not OperationValue operation
            || !layers.Contains(operation)
            || Operator.Behind(operation) is not { IsOfPyTorch: true } found)
        {
            return StopAt(source);
        }

        if (!between.Add(operation))
        {
            return true;
        }

        if (layers.Of(operation) is { } writer)
        {
            writers.Add(found.Module);
            return Add(writer) || StopAt(operation);
        }

        var passes = found.Name switch
        {
            "batch_norm" => Add(BatchNorm.Of(found)) && !layers.IsUsedElsewhere(found),
            _ when DepthwiseConvolution.Of(found) is { } depthwise => Add(depthwise) && !layers.IsUsedElsewhere(found),
            "mul" => operation.Inputs.Length == 2 || found.Number(1) is not null,
            _ => found.TreatsFeaturesAlike && operation.Inputs.Length == 1,
        };
        return passes ? operation.Inputs.All(Follow) : StopAt(operation);
    }

    /// <summary>Whether an operator computes the same layers.</summary>
    private bool IsSame(FusedMlp mlp) =>
        ReferenceEquals(mlp.Reader, At.Frame.Module) && writers is [var only] && ReferenceEquals(mlp.Writer, only);

    private bool StopAt(Value obstacle)
    {
        Obstacle = obstacle;
        return false;
    }

    private bool Add(DepthwiseConvolution convolution)
    {
        sizes.Add(convolution.Groups);
        return reader.Window is not null && Add(convolution.Weight, convolution.Bias);
    }

    private bool Add(BlockLayer writer) =>
        Add(writer.Weight, writer.Bias) && writer.Window is null == reader.Window is null;

    private bool Add(BatchNorm? norm)
    {
        // The way goes back from the reading layer, so the first norm is the nearest.
        normWeight ??= norm?.Weight;
        return norm is not null && reader.Window is not null && Add(norm.Weight, norm.Bias, norm.Mean, norm.Variance);
    }

    private bool Add(params IEnumerable<TensorInfo?> tensors)
    {
        slices.AddRange(tensors.OfType<TensorInfo>().Select(tensor => new UnitSlice(tensor)));
        return slices.TrueForAll(HasTheUnits);
    }

    /// <summary>What belongs to the units in layers that compute factors for the channels from another reader's means of them.</summary>
    /// <returns>None if the other reader, or a layer behind it, does anything else.</returns>
    private List<UnitSlice> SlicesOfMeans(OperationValue other)
    {
        var found = SqueezeExcitation.Readers(other, layers).Select(weight => new UnitSlice(weight, Axis: 1)).ToList();
        return found.TrueForAll(HasTheUnits) ? found : [];
    }

    private bool HasTheUnits(UnitSlice slice) => slice.Tensor.Sizes[slice.Axis] == reader.Weight.Sizes[1];
}
