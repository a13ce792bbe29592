using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Widths;

/// <summary>Squeeze-excitation: layers compute factors for channels from the means of these channels (Hu et al. 2018).</summary>
internal static class SqueezeExcitation
{
    /// <summary>The weights of the layers that read means of channels.</summary>
    /// <param name="mean">An operation that reads the channels' maps.</param>
    /// <param name="layers">The layers of the block.</param>
    /// <returns>[out, channels, …]; none if the operation is anything else, or something else reads its result.</returns>
    public static IReadOnlyList<TensorInfo> Readers(OperationValue mean, BlockLayers layers)
    {
        if (Operator.Behind(mean) is not { } found || !IsMeanOfMaps(found))
        {
            return [];
        }

        var readers = layers.Uses.Of(mean).Select(layers.Of).ToList();
        return readers.TrueForAll(reader => reader?.Window is not null) ? [.. readers.Select(reader => reader!.Weight)] : [];
    }

    /// <summary>Whether an operator computes means of feature maps.</summary>
    public static bool IsMean(Operator found) => found.IsOfPyTorch
        && found.Name is "mean" or "adaptive_avg_pool1d" or "adaptive_avg_pool2d" or "adaptive_avg_pool3d";

    /// <summary>Whether the means are of positions. Channels are the second dimension; a layer reads no mean of them.</summary>
    private static bool IsMeanOfMaps(Operator found) =>
        IsMean(found) && (found.Name != "mean" || (found.Numbers(1) is { } axes && axes.All(axis => axis is 2 or 3 or -1 or -2)));
}
