using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.OnnxRuntime.Tests;

/// <summary>Inputs for MiniLM: sequences of words that are drawn by chance, with padding at their ends.</summary>
internal static class Tokens
{
    private const int Begin = 101;
    private const int End = 102;
    private const int FirstWord = 1996;
    private const int Words = 20000;

    /// <summary>ids, mask and segments of some sequences.</summary>
    public static ImmutableArray<NumericArray> Of(int sequences, int length, int seed)
    {
        var random = new Random(seed);
        var (ids, mask) = (new long[sequences * length], new long[sequences * length]);
        for (var sequence = 0; sequence < sequences; sequence++)
        {
            var own = random.Next(length / 2, length + 1);
            for (var i = 0; i < own; i++)
            {
                ids[(sequence * length) + i] = i == 0 ? Begin : i == own - 1 ? End : FirstWord + random.Next(Words);
                mask[(sequence * length) + i] = 1;
            }
        }

        return
        [
            NumericArray.Of(ids, sequences, length),
            NumericArray.Of(mask, sequences, length),
            NumericArray.Of(new long[ids.Length], sequences, length),
        ];
    }
}
