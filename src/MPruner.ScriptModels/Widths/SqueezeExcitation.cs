using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.Widths;

/// <summary>Squeeze-excitation: layers compute factors for channels from the means of these channels (Hu et al. 2018).</summary>
/// <param name="layers">The layers of the block.</param>
internal sealed class SqueezeExcitation(BlockLayers layers)
{
    /// <summary>The sizes in the code where means lose the axes of their maps.</summary>
    public List<SizeInCode> Sizes { get; } = [];

    /// <summary>The layers that read means of channels.</summary>
    /// <param name="mean">An operation that reads the channels' maps.</param>
    /// <returns>None if the operation is anything else, or something else reads its result.</returns>
    public IReadOnlyList<BlockLayer> Readers(OperationValue mean)
    {
        if (Operator.Behind(mean) is not { } found || !IsMeanOfMaps(found))
        {
            return [];
        }

        var readers = ReadersOf(mean).ToList();
        return readers.Contains(null) ? [] : [.. readers.Select(reader => reader!)];
    }

    /// <summary>Whether an operator computes means of feature maps.</summary>
    public static bool IsMean(Operator found) => found.IsOfPyTorch
        && found.Name is "mean" or "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d";

    /// <summary>The factors for channels that an operation gives axes of maps of one position; null if it does anything else.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="positions">The number of these axes.</param>
    public Value? FactorsOf(OperationValue operation, int positions)
    {
        if (Operator.Behind(operation) is not { IsOfTorch: true } found)
        {
            return null;
        }

        if (found.Name == "unsqueeze")
        {
            return found.Number(1) is -1 or >= 2 ? found.Input : null;
        }

        return found.Name is "view" or "reshape"
            && ShapeText.Of(found, 1) is { } shape
            && shape.Elements.Length == positions + 2
            && Enumerable.Range(2, positions).All(element => shape.Number(element) == 1)
            && Note(shape)
                ? found.Input
                : null;
    }

    private IEnumerable<BlockLayer?> ReadersOf(OperationValue means) => layers.Uses.Of(means).SelectMany(user =>
        LosesPositions(user) ? ReadersOf(user) : [layers.Of(user)]);

    /// <summary>Whether an operation makes vectors of means.</summary>
    private bool LosesPositions(OperationValue operation) => Operator.Behind(operation) is { IsOfTorch: true } found && found.Name switch
    {
        "squeeze" => true,
        "flatten" => found.Number(1) == 1,
        "view" or "reshape" => ShapeText.Of(found, 1) is { Elements.Length: 2 } shape && Note(shape),
        _ => false,
    };

    /// <summary>Notes the number of channels in a shape, if the code has it.</summary>
    private bool Note(ShapeText shape)
    {
        if (shape.Number(1) is > 0)
        {
            Sizes.Add(new(shape.Frame.Module, shape.Elements[1], PerUnit: 1));
        }

        return true;
    }

    /// <summary>Whether the means are of positions. Channels are the second dimension; a layer reads no mean of them.</summary>
    private static bool IsMeanOfMaps(Operator found) =>
        IsMean(found) && (found.Name != "mean" || (found.Numbers(1) is { } axes && axes.All(axis => axis is 2 or 3 or -1 or -2)));
}
