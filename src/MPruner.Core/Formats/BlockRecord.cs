using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>The residual stream before and after one call of a block.</summary>
/// <param name="InputType">The element type of what it reads.</param>
/// <param name="OutputType">The element type of what it writes.</param>
/// <param name="Input">The shape of what it reads.</param>
/// <param name="Output">The shape of what it writes.</param>
public sealed record BlockShape(ElementType InputType, ElementType OutputType, ImmutableArray<long> Input, ImmutableArray<long> Output)
{
    /// <summary>Whether the block writes what it could have handed through.</summary>
    public bool KeepsShape => InputType == OutputType && Input.AsSpan().SequenceEqual(Output.AsSpan());

    /// <summary>For messages: <c>float32[64, 16, 28, 28] to float32[64, 32, 14, 14]</c>.</summary>
    public override string ToString() => $"{ArrayDescription.Of(InputType, Input)} to {ArrayDescription.Of(OutputType, Output)}";
}

/// <summary>What the recorder said of one call of a block.</summary>
/// <param name="Block">The block's index.</param>
/// <param name="Shape">The stream's shapes.</param>
/// <param name="Grams">The Gram matrices, [1 or 2, n, n] of 32-bit floats: raw, and standardised; null where none was asked for.</param>
public sealed record BlockRecord(int Block, BlockShape Shape, NumericArray? Grams);
