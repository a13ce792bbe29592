using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>The residual stream before and after one call of a block.</summary>
/// <param name="InputType">The element type of the block's input.</param>
/// <param name="OutputType">The element type of the block's output.</param>
/// <param name="Input">The shape of the block's input.</param>
/// <param name="Output">The shape of the block's output.</param>
public sealed record BlockShape(ElementType InputType, ElementType OutputType, ImmutableArray<long> Input, ImmutableArray<long> Output)
{
    /// <summary>Whether the output has the element type and the shape of the input.</summary>
    public bool KeepsShape => InputType == OutputType && Input.AsSpan().SequenceEqual(Output.AsSpan());

    /// <summary>Formats both shapes for messages: <c>float32[64, 16, 28, 28] to float32[64, 32, 14, 14]</c>.</summary>
    public override string ToString() => $"{ArrayDescription.Of(InputType, Input)} to {ArrayDescription.Of(OutputType, Output)}";
}

/// <summary>What was recorded about one call of a block.</summary>
/// <param name="Block">The block's index.</param>
/// <param name="Shape">The stream's shapes before and after the call.</param>
/// <param name="Grams">
/// The Gram matrices, float32 [1, n, n] (raw) or [2, n, n] (raw, then standardised); null if none was requested. If features are sampled,
/// [1, 2, n, n] or [2, 2, n, n]: those of each half, which add up to an estimate. Elements below the diagonal are not defined.
/// </param>
public sealed record BlockRecord(int Block, BlockShape Shape, NumericArray? Grams);
