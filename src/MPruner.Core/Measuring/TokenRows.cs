using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Measuring;

/// <summary>The layout of tokens in a block's output of rank 3.</summary>
/// <param name="Examples">The number of examples.</param>
/// <param name="Tokens">The number of tokens per example.</param>
/// <param name="SequenceFirst">Whether the output is [tokens, examples, width]; otherwise it is [examples, tokens, width].</param>
internal sealed record TokenLayout(long Examples, long Tokens, bool SequenceFirst);

/// <summary>The inputs of a Gram group or batch, with their padding masks.</summary>
/// <param name="Inputs">The arguments in order.</param>
/// <param name="Masks">The padding masks; the first one with a value for each token is used.</param>
internal sealed record MaskedInputs(ImmutableArray<NumericArray> Inputs, ImmutableArray<PaddingMask> Masks);

/// <summary>Chooses the tokens of a Gram group that are rows of the Gram matrix: a seeded sample without padding.</summary>
internal static class TokenRows
{
    /// <summary>Chooses rows of a block's output with its two leading dimensions flattened.</summary>
    /// <param name="layout">The layout of tokens in the block's output.</param>
    /// <param name="inputs">The group's inputs.</param>
    /// <param name="rows">The number of rows to choose.</param>
    /// <param name="random">Random numbers, seeded for this group; all blocks of a group need the same seed.</param>
    /// <returns>The indices of the chosen rows, ascending; those of all real tokens if there are fewer than requested.</returns>
    public static ImmutableArray<long> Choose(TokenLayout layout, MaskedInputs inputs, int rows, SeededRandom random)
    {
        var real = Real(layout, inputs);
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
    public static int CountReal(TokenLayout layout, MaskedInputs inputs) => Real(layout, inputs).Length;

    private static long[] Real(TokenLayout layout, MaskedInputs masked)
    {
        var (examples, tokens, sequenceFirst) = layout;
        var (inputs, masks) = masked;
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
