using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Measuring;

/// <summary>How tokens lie in a block's output of rank 3.</summary>
/// <param name="Examples">The number of examples.</param>
/// <param name="Tokens">The number of tokens of each.</param>
/// <param name="SequenceFirst">Whether it is [tokens, examples, width]; else [examples, tokens, width].</param>
internal sealed record TokenLayout(long Examples, long Tokens, bool SequenceFirst);

/// <summary>Chooses which tokens of a Gram group stand in the Gram matrix: a fixed seeded sample, padding left out.</summary>
internal static class TokenRows
{
    /// <summary>Indices of rows of a block's output with its two leading dimensions flattened.</summary>
    /// <param name="layout">How the tokens lie in the block's output.</param>
    /// <param name="inputs">The group's inputs.</param>
    /// <param name="masks">The padding masks; the first with a value for each token counts.</param>
    /// <param name="rows">How many rows are wanted.</param>
    /// <param name="random">Seeded for this group; every block of the group must see an equal one.</param>
    /// <returns>The chosen rows in ascending order; all real ones where there are fewer than wanted.</returns>
    public static ImmutableArray<long> Choose(TokenLayout layout, ImmutableArray<NumericArray> inputs, ImmutableArray<PaddingMask> masks, int rows, SeededRandom random)
    {
        var real = Real(layout, inputs, masks);
        var count = Math.Min(rows, real.Length);
        for (var i = 0; i < count; i++)
        {
            var other = i + random.Next(real.Length - i);
            (real[i], real[other]) = (real[other], real[i]);
        }

        Array.Sort(real, 0, count);
        return [.. real.AsSpan(0, count)];
    }

    /// <summary>The number of real tokens in a group's inputs.</summary>
    public static int CountReal(TokenLayout layout, ImmutableArray<NumericArray> inputs, ImmutableArray<PaddingMask> masks) => Real(layout, inputs, masks).Length;

    private static long[] Real(TokenLayout layout, ImmutableArray<NumericArray> inputs, ImmutableArray<PaddingMask> masks)
    {
        var (examples, tokens, sequenceFirst) = layout;
        var fitting = masks.Where(mask => inputs[mask.Input].Shape is [var rows, var columns] && (rows, columns) == (examples, tokens));
        var real = fitting.Select(mask => mask.RealTokens(inputs)).FirstOrDefault(values => values is not null);
        return [.. Rows().Where(row => real is not { } values || values[(int)Element(row)])];

        IEnumerable<long> Rows()
        {
            for (var row = 0L; row < examples * tokens; row++)
            {
                yield return row;
            }
        }

        // Sequence first: row t·B + b of the output is element (b, t) of the mask.
        long Element(long row) => sequenceFirst ? (row % examples * tokens) + (row / examples) : row;
    }
}
