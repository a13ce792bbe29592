namespace MPruner.Core;

/// <summary>Repeatable random numbers: SplitMix64 (Steele, Lea and Flood 2014).</summary>
/// <remarks>
/// Splits and chosen rows are part of what a seed promises, for good. The runtime keeps the sequence of its own seeded generator out of its
/// contract, so the generator is ours: 64 bits of state, equidistributed, and far more than enough to shuffle row numbers.
/// </remarks>
/// <param name="seed">Any number; neighbouring seeds give unrelated sequences.</param>
internal sealed class SeededRandom(long seed)
{
    private ulong state = (ulong)seed;

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number from 0 to below the bound, each equally likely.</summary>
    /// <param name="bound">At least 1.</param>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // The high half of bits × bound; draws from the incomplete last stretch of the 2⁶⁴ are repeated (Lemire 2019).
        var range = (ulong)bound;
        var incomplete = unchecked(0 - range) % range;
        while (true)
        {
            var high = Math.BigMul(NextBits(), range, out var low);
            if (low >= incomplete)
            {
                return (int)high;
            }
        }
    }

    /// <summary>A number from 0 to below 1, a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>Some of the numbers 0 to <paramref name="total"/> − 1, none twice, in random order.</summary>
    /// <param name="total">At least <paramref name="count"/>.</param>
    /// <param name="count">How many; with <paramref name="total"/>, a permutation.</param>
    public int[] Choose(int total, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, total);
        var numbers = new int[total];
        for (var i = 0; i < total; i++)
        {
            numbers[i] = i;
        }

        for (var i = 0; i < count; i++)
        {
            var other = i + Next(total - i);
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
        }

        return numbers[..count];
    }
}
