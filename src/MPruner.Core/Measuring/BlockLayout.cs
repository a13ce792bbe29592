using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Measuring;

/// <summary>The layout of one block's output, taken from the first batch, and checked for every call.</summary>
/// <param name="block">The block.</param>
/// <param name="probedExamples">The number of examples in the first batch.</param>
internal sealed class BlockLayout(Block block, int probedExamples)
{
    private BlockShape? shape;
    private bool sequenceFirst;

    /// <summary>The block.</summary>
    public Block Block { get; } = block;

    /// <summary>Why the measured calls do not allow removing the block; null if they do.</summary>
    public string? Reason { get; private set; } = "It did not run on the calibration data.";

    /// <summary>Whether the block ran on the first batch.</summary>
    public bool HasRun => shape is not null;

    /// <summary>Whether the output is [examples, tokens, width] or [tokens, examples, width].</summary>
    public bool HasTokens => shape is { Output.Length: 3 } && !Block.WritesMaps(3);

    /// <summary>Whether the output has as many tokens as the batch had examples, so that the two layouts cannot be distinguished.</summary>
    public bool IsSquare =>
        HasTokens && shape is { Output: [var first, var second, _] } && first == probedExamples && second == probedExamples;

    /// <summary>Whether the output has the element type and the shape of the input.</summary>
    public bool KeepsShape => shape is { KeepsShape: true };

    /// <summary>Whether the output is a feature map, whose rows are its positions.</summary>
    public bool HasPositions => shape is { Output.Length: > 2 } && !HasTokens;

    /// <summary>Whether the channels of a feature map are its last dimension.</summary>
    public bool HasChannelsLast => FeatureDimension != 1;

    /// <summary>The number of positions of a feature map.</summary>
    public long Positions =>
        shape!.Output.Aggregate(1L, (product, size) => product * size) / (shape.Output[0] * shape.Output[FeatureDimension]);

    /// <summary>The number of channels of the output; null if the output has no rows.</summary>
    public int? Width => shape is { Output: [_, _, ..] output } && output.All(size => size > 0) ? (int)output[FeatureDimension] : null;

    private int FeatureDimension => Block.WritesMaps(shape!.Output.Length) ? 1 : shape.Output.Length - 1;

    /// <summary>Sets the layout from the first call, and checks every call.</summary>
    /// <param name="probed">The stream's shapes before and after the call.</param>
    public void Note(BlockShape probed)
    {
        if (shape is null)
        {
            shape = probed;
            Reason = null;
            sequenceFirst = probed.Output is [var first, var second, _] && second == probedExamples && first != probedExamples;
        }

        Check(probed);
    }

    /// <summary>Checks that a call keeps the shape of the stream.</summary>
    public void Check(BlockShape called)
    {
        if (!called.KeepsShape)
        {
            Reason = $"It turns {called}.";
        }
    }

    /// <summary>
    /// Whether this block may join the cluster of the block before it: the shape of its input is that of the other's output,
    /// and it keeps this shape.
    /// </summary>
    public bool Follows(BlockLayout before) =>
        shape is { KeepsShape: true }
        && before.shape is not null
        && shape.InputType == before.shape.OutputType
        && shape.Input.AsSpan().SequenceEqual(before.shape.Output.AsSpan());

    /// <summary>The layout of tokens in the block's output for a group's inputs.</summary>
    public TokenLayout Tokens(ImmutableArray<NumericArray> inputs) =>
        new(inputs[0].Shape[0], sequenceFirst ? shape!.Output[0] : shape!.Output[1], sequenceFirst);
}
