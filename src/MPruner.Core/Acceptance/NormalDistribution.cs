namespace MPruner.Core.Acceptance;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private const int MostSteps = 100;

    /// <summary>Above this, the continued fraction needs fewer terms than the series.</summary>
    private const double TailStart = 3;

    /// <summary>The quantile function: the x with Φ(x) = <paramref name="p"/>; exactly 0 for 0.5.</summary>
    /// <remarks>
    /// Newton's method on the upper tail, starting at 0. The tail is convex above 0, so the steps never overshoot; about forty are
    /// needed at most. The error is a few units in the last place.
    /// </remarks>
    /// <param name="p">A probability in [0.5, 1); the lower half of the distribution is symmetric.</param>
    public static double Quantile(double p)
    {
        if (p is not (>= 0.5 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "Expected a probability in [0.5, 1).");
        }

        // Exact, because p ≥ 1/2 (Sterbenz).
        var tail = 1 - p;
        var x = 0.0;
        for (var step = 0; step < MostSteps; step++)
        {
            var next = x + ((UpperTail(x) - tail) / Density(x));
            if (next <= x)
            {
                break;
            }

            x = next;
        }

        return x;
    }

    /// <summary>The upper tail probability 1 − Φ(x).</summary>
    /// <param name="x">At least 0.</param>
    internal static double UpperTail(double x)
    {
        if (x < TailStart)
        {
            // Φ(x) − ½ = φ(x)·(x + x³/3 + x⁵/(3·5) + …)
            var sum = 0.0;
            var term = x;
            for (var k = 3; sum + term != sum; k += 2)
            {
                sum += term;
                term *= x * x / k;
            }

            return 0.5 - (Density(x) * sum);
        }

        // 1 − Φ(x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))) (Laplace)
        var fraction = x;
        for (var k = 100; k > 0; k--)
        {
            fraction = x + (k / fraction);
        }

        return Density(x) / fraction;
    }

    private static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
}
