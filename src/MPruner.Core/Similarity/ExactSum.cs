using System.Collections.Immutable;

namespace MPruner.Core.Similarity;

/// <summary>
/// A sum of doubles without rounding errors. The result does not depend on the order of the terms, nor on how they are grouped.
/// </summary>
/// <remarks>
/// The sum is stored as a short list of nonoverlapping doubles in ascending order of magnitude (Shewchuk 1997, "Adaptive precision
/// floating-point arithmetic", grow-expansion); for terms of similar magnitude it has two or three elements. No partial sum may overflow.
/// If a term is not finite, the result is NaN.
/// </remarks>
internal sealed class ExactSum
{
    private readonly List<double> parts = [];
    private bool finite = true;

    /// <summary>Adds one term.</summary>
    public void Add(double term)
    {
        if (!double.IsFinite(term))
        {
            finite = false;
            return;
        }

        var carried = term;
        var kept = 0;
        for (var i = 0; i < parts.Count; i++)
        {
            carried = TwoSum(carried, parts[i], out var error);
            if (error != 0)
            {
                parts[kept++] = error;
            }
        }

        parts.RemoveRange(kept, parts.Count - kept);
        if (carried != 0)
        {
            parts.Add(carried);
        }
    }

    /// <summary>A few terms that add up to the sum exactly; a NaN if a term was not finite.</summary>
    public ImmutableArray<double> Terms => finite ? [.. parts] : [double.NaN];

    /// <summary>The sum, correctly rounded; NaN if a term was not finite.</summary>
    public double ToDouble()
    {
        if (!finite)
        {
            return double.NaN;
        }

        if (parts.Count == 0)
        {
            return 0;
        }

        var sum = parts[^1];
        for (var i = parts.Count - 2; i >= 0; i--)
        {
            sum = TwoSum(sum, parts[i], out var rest);
            if (rest != 0)
            {
                return i > 0 ? BeyondTie(sum, rest, parts[i - 1]) : sum;
            }
        }

        return sum;
    }

    /// <summary>Rounds sum + rest + smaller correctly, where sum is the rounded value of sum + rest.</summary>
    /// <remarks>
    /// If the rest is exactly half a unit in the last place, it was rounded to even, regardless of the smaller part. If the smaller
    /// part has the same sign as the rest, the value is not a tie and must be rounded away.
    /// </remarks>
    private static double BeyondTie(double sum, double rest, double smaller)
    {
        var beyond = sum + (2 * rest);
        return Math.Sign(smaller) == Math.Sign(rest) && beyond - sum == 2 * rest ? beyond : sum;
    }

    /// <summary>The rounded sum of two numbers and its rounding error, both exact for any magnitudes (Knuth).</summary>
    private static double TwoSum(double a, double b, out double error)
    {
        var sum = a + b;
        var shadow = sum - a;
        error = (a - (sum - shadow)) + (b - shadow);
        return sum;
    }
}
