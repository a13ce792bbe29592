using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Ports;

namespace MPruner.Core.Instrumentation;

/// <summary>Chooses which tokens of a Gram group stand in the Gram matrix: a fixed seeded sample, padding left out.</summary>
internal static class TokenRows
{
    /// <summary>Indices of rows of a block's output with its two leading dimensions flattened.</summary>
    /// <param name="leading">The two leading sizes of the block's output.</param>
    /// <param name="inputs">The group's inputs.</param>
    /// <param name="mask">The padding mask, if any.</param>
    /// <param name="rows">How many rows are wanted.</param>
    /// <param name="random">Seeded for this group; every block of the group must see an equal one.</param>
    /// <returns>The chosen rows in ascending order; all real ones where there are fewer than wanted.</returns>
    public static ImmutableArray<long> Choose((long First, long Second) leading, ImmutableArray<NumericArray> inputs, PaddingMask? mask, int rows, SeededRandom random)
    {
        var real = Real(leading, inputs, mask);
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
    public static int CountReal((long First, long Second) leading, ImmutableArray<NumericArray> inputs, PaddingMask? mask) => Real(leading, inputs, mask).Length;

    private static long[] Real((long First, long Second) leading, ImmutableArray<NumericArray> inputs, PaddingMask? mask)
    {
        var all = Enumerable.Range(0, (int)(leading.First * leading.Second)).Select(i => (long)i);
        if (mask is null || mask.RealTokens(inputs) is not { } real)
        {
            return [.. all];
        }

        var (examples, tokens) = (inputs[mask.Input].Shape[0], inputs[mask.Input].Shape[1]);
        if (leading == (examples, tokens))
        {
            return [.. all.Where(i => real[(int)i])];
        }

        // Sequence first: row t·B + b of the output is element (b, t) of the mask.
        return leading == (tokens, examples) ? [.. all.Where(i => real[(int)((i % examples * tokens) + (i / examples))])] : [.. all];
    }
}
