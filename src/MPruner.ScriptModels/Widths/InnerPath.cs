using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>What is between a layer of a block and the layers that write what it reads.</summary>
internal sealed class InnerPath
{
    private readonly BlockLayers layers;
    private readonly BlockLayer reader;
    private readonly UnitwiseOperators unitwise;
    private readonly Dictionary<OperationValue, int> between = [];
    private readonly List<UnitSlice> slices = [];
    private readonly List<SizeInCode> sizes = [];
    private readonly List<OperationValue> writers = [];
    private TensorInfo? normWeight;

    private InnerPath(OperationValue at, BlockLayer reader, BlockLayers layers)
    {
        (At, this.reader, this.layers) = (at, reader, layers);
        unitwise = new(Positions);
        if (Follow(layers.InputsOf(at)[0], parts: 1))
        {
            var questions = new SizeQuestions(layers.Uses);
            sizes.AddRange(SizeInCode.Of(reader, [.. writers.Select(layers.Of).OfType<BlockLayer>()], (int)reader.Weight.Sizes[1]));
            var others = between.Keys.SelectMany(layers.Uses.Of)
                .Where(user => user != at && !reader.IsInside(user) && (!between.ContainsKey(user) || writers.Contains(user)))
                .Where(user => !questions.IsOne(user))
                .Select(user => (User: user, Means: SqueezeExcitation.Means(user, layers.Uses)))
                .Select(other => (other.User, Slices: SlicesOf(other.Means), Sizes: other.Means.SelectMany(SqueezeExcitation.Channels)))
                .ToList();
            slices.AddRange(others.SelectMany(other => other.Slices));
            sizes.AddRange(others.SelectMany(other => other.Sizes));
            var fused = layers.Fused.Of([at.Frame.Module, .. writers.Select(writer => writer.Frame.Module)]);
            OtherReader = others.Find(other => other.Slices.Count == 0).User ?? fused.FirstOrDefault(mlp => !IsSame(mlp))?.Value;
            Layers = OtherReader is null
                ? new(reader, layers.PathOf(at), [.. slices]) { Sizes = [.. sizes], NormWeight = normWeight, Fused = fused }
                : null;
        }
    }

    /// <summary>The number of dimensions behind the units, which are channels; 0 if units are the last dimension.</summary>
    private int Positions => reader.Weight.Sizes.Length - 2;

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
    /// <param name="value">The value.</param>
    /// <param name="parts">How many times it has each unit: twice before it is cut into halves, as a gated unit does.</param>
    /// <param name="areFactors">Whether it has one number for each channel, and not a map.</param>
    /// <returns>Whether every path ends in a layer of the block.</returns>
    private bool Follow(Value value, int parts, bool areFactors = false)
    {
        var source = value.Source;
        if (source is MergeValue merge)
        {
            return merge.Choices.All(choice => Follow(choice, parts, areFactors));
        }

        if (source is not OperationValue operation || !layers.Contains(operation))
        {
            return StopAt(source);
        }

        if (!between.TryAdd(operation, parts))
        {
            return between[operation] == parts || StopAt(operation);
        }

        if (layers.Of(operation) is { } writer)
        {
            writers.Add(operation);
            var isOfMaps = Positions > 0 && !areFactors;
            return (Add(parts, writer.Weight, writer.Bias) && writer.Window is not null == isOfMaps) || StopAt(operation);
        }

        if (Positions > 0 && SqueezeExcitation.FactorsOf(operation, Positions) is { } factors)
        {
            sizes.AddRange(SqueezeExcitation.Channels(operation));
            return Follow(factors, parts, areFactors: true);
        }

        return Inputs(operation, parts) is { } inputs ? inputs.All(input => Follow(input, parts, areFactors)) : Halve(operation, parts);
    }

    /// <summary>The inputs whose units an operation's result has; null if it does anything else.</summary>
    private IReadOnlyList<Value>? Inputs(OperationValue operation, int parts)
    {
        if (Operator.Behind(operation) is not { IsOfPyTorch: true } found)
        {
            return null;
        }

        var adds = found.Name switch
        {
            "batch_norm" => Add(BatchNorm.Of(found), parts),
            "prelu" => found.Tensor(1) is { } slopes && (slopes.ElementCount == 1 || Add(parts, slopes)),
            _ when DepthwiseConvolution.Of(found) is { } depthwise => Add(depthwise, parts),
            _ => (bool?)null,
        };
        return adds switch
        {
            true when !layers.IsUsedElsewhere(found) => operation.Inputs,
            null => unitwise.Inputs(found),
            _ => null,
        };
    }

    /// <summary>Follows half of a value with each unit twice.</summary>
    private bool Halve(OperationValue half, int parts)
    {
        if (parts > 1 || GatedHalves.Of(half, (int)reader.Weight.Sizes[1], reader.Window is not null) is not { } halves)
        {
            return StopAt(half);
        }

        if (between.TryAdd(halves.Cut, 1))
        {
            sizes.AddRange(halves.Sizes);
        }

        return Follow(halves.Whole, 2);
    }

    /// <summary>Whether an operator computes the same layers.</summary>
    private bool IsSame(FusedMlp mlp) =>
        ReferenceEquals(mlp.Reader, At.Frame.Module) && writers is [var only] && ReferenceEquals(mlp.Writer, only.Frame.Module);

    private bool StopAt(Value obstacle)
    {
        Obstacle = obstacle;
        return false;
    }

    private bool Add(DepthwiseConvolution convolution, int parts)
    {
        sizes.Add(convolution.Groups with { PerUnit = parts });
        return reader.Window is not null && Add(parts, convolution.Weight, convolution.Bias);
    }

    private bool Add(BatchNorm? norm, int parts)
    {
        // The way goes back from the reading layer, so the first norm is the nearest.
        normWeight ??= parts == 1 ? norm?.Weight : null;
        return norm is not null && Add(parts, norm.Weight, norm.Bias, norm.Mean, norm.Variance);
    }

    private bool Add(int parts, params IEnumerable<TensorInfo?> tensors)
    {
        slices.AddRange(tensors.OfType<TensorInfo>().Select(tensor => new UnitSlice(tensor, parts)));
        return slices.TrueForAll(HasTheUnits);
    }

    /// <summary>What belongs to the units in layers that compute factors for the channels from means of them.</summary>
    /// <returns>None if anything else reads the means, or there are none.</returns>
    private List<UnitSlice> SlicesOf(ImmutableArray<OperationValue> means)
    {
        var readers = means.SelectMany(layers.Uses.Of).Except(means).Select(layers.Of).ToList();
        var found = readers.OfType<BlockLayer>().Select(layer => new UnitSlice(layer.Weight, Axis: 1)).ToList();
        return found.Count == readers.Count && found.TrueForAll(HasTheUnits) ? found : [];
    }

    private bool HasTheUnits(UnitSlice slice) => slice.Tensor.Sizes[slice.Axis] == slice.Parts * reader.Weight.Sizes[1];
}
