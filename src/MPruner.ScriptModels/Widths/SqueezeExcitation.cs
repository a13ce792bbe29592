using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.Widths;

/// <summary>Squeeze-excitation: layers compute factors for channels from the means of these channels (Hu et al. 2018).</summary>
internal static class SqueezeExcitation
{
    /// <summary>An operation that computes means of channels, and those that make vectors of them; none if it does anything else.</summary>
    /// <param name="mean">The operation.</param>
    /// <param name="uses">What reads values.</param>
    public static ImmutableArray<OperationValue> Means(OperationValue mean, ValueUses uses)
    {
        return Operator.Behind(mean) is { } found && IsMeanOfMaps(found) ? [.. WithVectors(mean)] : [];

        IEnumerable<OperationValue> WithVectors(OperationValue means) =>
            uses.Of(means).Where(LosesPositions).SelectMany(WithVectors).Prepend(means);
    }

    /// <summary>The number of channels in the shape that an operation gives means or factors; none if the code does not have it.</summary>
    public static IEnumerable<SizeInCode> Channels(OperationValue operation)
    {
        var shape = Operator.Behind(operation) is { Name: "view" or "reshape" } found ? ShapeText.Of(found, 1) : null;
        return shape?.Number(1) is > 0 ? [new(shape.Frame.Module, shape.Elements[1], PerUnit: 1)] : [];
    }

    /// <summary>Whether an operator computes means of feature maps.</summary>
    public static bool IsMean(Operator found) => found.IsOfPyTorch
        && found.Name is "mean" or "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d";

    /// <summary>The factors for channels that an operation gives axes of maps of one position; null if it does anything else.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="positions">The number of these axes.</param>
    public static Value? FactorsOf(OperationValue operation, int positions)
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
                ? found.Input
                : null;
    }

    /// <summary>Whether an operation makes vectors of means.</summary>
    private static bool LosesPositions(OperationValue operation) => Operator.Behind(operation) switch
    {
        { IsOfTorch: true, Name: "squeeze" } => true,
        { IsOfTorch: true, Name: "flatten" } flatten => flatten.Number(1) == 1,
        { IsOfTorch: true, Name: "view" or "reshape" } view => ShapeText.Of(view, 1) is { Elements.Length: 2 },
        _ => false,
    };

    /// <summary>Whether the means are of positions. Channels are the second dimension; a layer reads no mean of them.</summary>
    private static bool IsMeanOfMaps(Operator found) =>
        IsMean(found) && (found.Name != "mean" || (found.Numbers(1) is { } axes && axes.All(axis => axis is 2 or 3 or -1 or -2)));
}
