using System.Runtime.InteropServices;

namespace MPruner.ScriptModels.Storage;

/// <summary>Values in half precision (IEEE binary16), little-endian.</summary>
internal static class HalfValues
{
    /// <summary>The smallest value with all 11 bits, 2⁻¹⁴.</summary>
    private const float SmallestNormal = 6.103515625e-05f;

    /// <summary>
    /// Below this greatest value, the fixed distance between the smallest half numbers (6·10⁻⁸) is not small against a tensor's values.
    /// </summary>
    private const float SmallestGreatest = 0.001f;

    private static readonly float Greatest = (float)Half.MaxValue;

    /// <summary>
    /// Whether half precision suits values: none is infinite, NaN or too large, and they are not all so small that they blur.
    /// </summary>
    public static bool Suit(ReadOnlySpan<float> values)
    {
        var greatest = 0f;
        foreach (var value in values)
        {
            if (!(Math.Abs(value) <= Greatest))
            {
                return false;
            }

            greatest = Math.Max(greatest, Math.Abs(value));
        }

        return greatest is 0 or >= SmallestGreatest;
    }

    /// <summary>Whether every value is one that half precision has.</summary>
    public static bool AreExact(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if ((float)(Half)value != value)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The nearest half number that is not smaller; the number itself where it is outside of the range with all bits.</summary>
    public static float RoundedUp(float value)
    {
        if (value is < SmallestNormal || value > Greatest)
        {
            return value;
        }

        var half = (Half)value;
        return (float)((float)half < value ? Half.BitIncrement(half) : half);
    }

    /// <summary>Single precision to half, to the nearest, ties to even.</summary>
    public static byte[] Store(ReadOnlySpan<float> values)
    {
        var halves = new Half[values.Length];
        for (var i = 0; i < halves.Length; i++)
        {
            halves[i] = (Half)values[i];
        }

        return MemoryMarshal.AsBytes(halves.AsSpan()).ToArray();
    }

    /// <summary>Half precision to single, exactly.</summary>
    public static float[] Load(ReadOnlySpan<byte> halves)
    {
        var values = new float[halves.Length / 2];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)MemoryMarshal.Read<Half>(halves[(2 * i)..]);
        }

        return values;
    }
}
