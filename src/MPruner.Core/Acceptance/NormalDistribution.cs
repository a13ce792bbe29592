namespace MPruner.Core.Acceptance;

/// <summary>The standard normal distribution.</summary>
internal static class NormalDistribution
{
    private const int MostSteps = 100;

    /// <summary>From here on the continued fraction needs fewer terms than the series.</summary>
    private const double TailStart = 3;

    /// <summary>The number below which a share <paramref name="p"/> of the distribution lies; exactly 0 for 0.5.</summary>
    /// <remarks>Newton's method on the upper tail, which is convex right of 0, so that the steps from 0 never overshoot; at most some forty are needed. The
    /// error is a few units in the last place.</remarks>
    /// <param name="p">From 0.5 to below 1: the upper half, of which the lower is the mirror image.</param>
    public static double Quantile(double p)
    {
        if (p is not (>= 0.5 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability from 0.5 to below 1 was expected.");
        }

        // Exact, for p is at least half of 1.
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

    /// <summary>The share of the distribution above <paramref name="x"/>, at least 0.</summary>
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
