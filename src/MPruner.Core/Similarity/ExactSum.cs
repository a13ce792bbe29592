namespace MPruner.Core.Similarity;

/// <summary>
/// A sum of doubles without rounding, so that neither the order of the terms nor how they were shared out changes the result.
/// </summary>
/// <remarks>
/// The running sum is kept as a short list of doubles that do not overlap, smallest first (Shewchuk 1997, "Adaptive precision
/// floating-point arithmetic", grow-expansion); terms of similar size need two or three. Terms must stay far enough from the largest
/// double that no partial sum overflows; a term that is not finite makes the whole sum not finite.
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

    /// <summary>Adds everything that another sum holds.</summary>
    public void Add(ExactSum other)
    {
        finite &= other.finite;
        foreach (var part in other.parts.ToArray())
        {
            Add(part);
        }
    }

    /// <summary>The sum, correctly rounded; NaN where a term was not finite.</summary>
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

    /// <summary>Rounds sum + rest + smaller, where sum is already sum + rest rounded.</summary>
    /// <remarks>
    /// Where the rest was exactly half a unit it went to even without a look at the smaller part; one of the same sign lies beyond the
    /// tie.
    /// </remarks>
    private static double BeyondTie(double sum, double rest, double smaller)
    {
        var beyond = sum + (2 * rest);
        return Math.Sign(smaller) == Math.Sign(rest) && beyond - sum == 2 * rest ? beyond : sum;
    }

    /// <summary>The rounded sum of two numbers and what rounding took off; exact in any order of size (Knuth).</summary>
    private static double TwoSum(double a, double b, out double error)
    {
        var sum = a + b;
        var shadow = sum - a;
        error = (a - (sum - shadow)) + (b - shadow);
        return sum;
    }
}
