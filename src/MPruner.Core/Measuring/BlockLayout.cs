using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Measuring;

/// <summary>How one block's output is laid out, and whether every batch bore it out.</summary>
internal sealed class BlockLayout(Block block, int probedExamples)
{
    private BlockShape? shape;
    private bool sequenceFirst;

    public Block Block { get; } = block;

    /// <summary>Why the run forbids removing the block; null where it allows it.</summary>
    public string? Reason { get; private set; } = "It did not run on the calibration data.";

    /// <summary>Whether the output is [examples, tokens, width] or [tokens, examples, width].</summary>
    public bool HasTokens => shape is { Output.Length: 3 } && !Block.WritesMaps(3);

    /// <summary>Whether the output has as many tokens as the batch had examples, so that its layout cannot be told.</summary>
    public bool IsSquare => HasTokens && shape is { Output: [var first, var second, _] } && first == probedExamples && second == probedExamples;

    /// <summary>Whether the block writes what it could have handed through.</summary>
    public bool KeepsShape => shape is { KeepsShape: true };

    /// <summary>Whether the output is a map, whose rows are its positions.</summary>
    public bool HasPositions => shape is { Output.Length: > 2 } && !HasTokens;

    /// <summary>The number of positions of a map.</summary>
    public long Positions => shape!.Output.Aggregate(1L, (product, size) => product * size) / (shape.Output[0] * shape.Output[FeatureDimension]);

    /// <summary>The number of channels of the output; null where it has no rows.</summary>
    public int? Width => shape is { Output: [_, _, ..] output } && output.All(size => size > 0) ? (int)output[FeatureDimension] : null;

    private int FeatureDimension => Block.WritesMaps(shape!.Output.Length) ? 1 : shape.Output.Length - 1;

    /// <summary>Takes the layout from the first batch.</summary>
    /// <param name="probed">The stream's shapes.</param>
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

    /// <summary>Checks one call against the rule that the stream keeps its shape.</summary>
    public void Check(BlockShape called)
    {
        if (!called.KeepsShape)
        {
            Reason = $"It turns {called}.";
        }
    }

    /// <summary>Whether a cluster may go on from the block before: this one reads what that one writes, and keeps its shape.</summary>
    public bool Follows(BlockLayout before) =>
        shape is { KeepsShape: true } && before.shape is not null && shape.InputType == before.shape.OutputType && shape.Input.AsSpan().SequenceEqual(before.shape.Output.AsSpan());

    /// <summary>How the tokens of a group's inputs lie in the output.</summary>
    public TokenLayout Tokens(ImmutableArray<NumericArray> inputs) =>
        new(inputs[0].Shape[0], sequenceFirst ? shape!.Output[0] : shape!.Output[1], sequenceFirst);
}
