namespace MPruner.Core;

/// <summary>Repeatable random numbers: SplitMix64 (Steele, Lea and Flood 2014).</summary>
/// <remarks>
/// A seed must give the same splits and rows in all versions. .NET does not guarantee the sequence of <see cref="Random"/> across versions,
/// so the generator is implemented here. It has 64 bits of state and is equidistributed, which is enough for shuffling row numbers.
/// </remarks>
/// <param name="seed">Any number; different seeds give unrelated sequences.</param>
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

    /// <summary>A uniformly distributed integer in [0, bound).</summary>
    /// <param name="bound">At least 1.</param>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // The high half of bits × bound; draws whose low half is in the incomplete interval are repeated (Lemire 2019).
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

    /// <summary>A uniformly distributed multiple of 2⁻⁵³ in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>Distinct random numbers from 0 to <paramref name="total"/> − 1, in random order.</summary>
    /// <param name="total">At least <paramref name="count"/>.</param>
    /// <param name="count">The number of numbers; if it is <paramref name="total"/>, the result is a permutation.</param>
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
