using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Similarity;

/// <summary>Synthetic block outputs, [rows][features], and their Gram matrices.</summary>
internal static class Representations
{
    /// <summary>Independent standard normal values (Box–Muller).</summary>
    public static double[][] Gaussian(int seed, int rows, int features)
    {
        var random = new SeededRandom(seed);
        return Map(rows, features, (_, _) => Radius() * Math.Cos(2 * Math.PI * random.NextDouble()));

        double Radius() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
    }

    public static double[][] Map(int rows, int features, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, rows).Select(i => Enumerable.Range(0, features).Select(j => value(i, j)).ToArray())];

    public static double[][] Map(this double[][] x, Func<int, int, double, double> value) =>
        Map(x.Length, x[0].Length, (i, j) => value(i, j, x[i][j]));

    /// <summary>Divides every feature by its standard deviation, without subtracting its mean.</summary>
    public static double[][] Standardised(this double[][] x)
    {
        var deviations = Enumerable.Range(0, x[0].Length).Select(j =>
        {
            var mean = x.Average(row => row[j]);
            return Math.Sqrt(x.Average(row => (row[j] - mean) * (row[j] - mean)));
        }).ToArray();
        return x.Map((_, j, value) => value / deviations[j]);
    }

    /// <summary>Rotates features in pairs by random angles, over several rounds of random pairings.</summary>
    public static double[][] Rotated(this double[][] x, int seed)
    {
        var random = new SeededRandom(seed);
        var result = x.Map((_, _, value) => value);
        for (var round = 0; round < 4; round++)
        {
            var order = random.Choose(x[0].Length, x[0].Length);
            for (var p = 0; p + 1 < order.Length; p += 2)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
                foreach (var row in result)
                {
                    var (a, b) = (row[order[p]], row[order[p + 1]]);
                    row[order[p]] = (cos * a) - (sin * b);
                    row[order[p + 1]] = (sin * a) + (cos * b);
                }
            }
        }

        return result;
    }

    /// <summary>The Gram matrix XXᵀ as float64 [n, n].</summary>
    public static NumericArray Gram(this double[][] x)
    {
        var gram = new double[x.Length * x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < x.Length; j++)
            {
                for (var k = 0; k < x[i].Length; k++)
                {
                    gram[(i * x.Length) + j] += x[i][k] * x[j][k];
                }
            }
        }

        return OfDoubles(gram, x.Length);
    }

    /// <summary>The Gram matrix XXᵀ as float32 [n, n], with every product and sum rounded to float32.</summary>
    public static NumericArray GramInSinglePrecision(this double[][] x)
    {
        var gram = new float[x.Length * x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < x.Length; j++)
            {
                var sum = 0f;
                for (var k = 0; k < x[i].Length; k++)
                {
                    sum += (float)x[i][k] * (float)x[j][k];
                }

                gram[(i * x.Length) + j] = sum;
            }
        }

        return NumericArray.Of(gram, x.Length, x.Length);
    }

    public static NumericArray OfDoubles(double[] values, int n) =>
        new(ElementType.Float64, [n, n], System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(values).ToArray());
}
