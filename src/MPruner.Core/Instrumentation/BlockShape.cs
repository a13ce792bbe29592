using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.TorchScript;

namespace MPruner.Core.Instrumentation;

/// <summary>The residual stream before and after one call of a block.</summary>
/// <param name="InputType">The element type of what it reads.</param>
/// <param name="OutputType">The element type of what it writes.</param>
/// <param name="Input">The shape of what it reads.</param>
/// <param name="Output">The shape of what it writes.</param>
internal sealed record BlockShape(ElementType InputType, ElementType OutputType, ImmutableArray<long> Input, ImmutableArray<long> Output)
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
internal sealed record BlockRecord(int Block, BlockShape Shape, NumericArray? Grams)
{
    /// <summary>Reads the records of one batch, in order of execution.</summary>
    public static IEnumerable<BlockRecord> Decode(ImmutableArray<NumericArray> records)
    {
        for (var i = 0; i < records.Length; i++)
        {
            var header = MemoryMarshal.Cast<byte, long>(records[i].Data.Span).ToArray();
            if (header[0] < 0)
            {
                // The segments' records follow.
                yield break;
            }

            var rank = (int)header[3];
            var shape = new BlockShape((ElementType)header[1], (ElementType)header[2], [.. header.AsSpan(4, rank)], [.. header.AsSpan(4 + rank)]);
            var grams = i + 1 < records.Length && records[i + 1].Type == ElementType.Float32 ? records[++i] : null;
            yield return new BlockRecord((int)header[0], shape, grams);
        }
    }
}
