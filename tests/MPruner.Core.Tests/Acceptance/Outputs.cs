using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Acceptance;

/// <summary>Outputs of models that are no classifiers, and of some that are: [N, D] as they come out of real ones.</summary>
internal static class Outputs
{
    private const int Rows = 600;

    /// <summary>Twenty outputs of embeddings and regressions, by name.</summary>
    public static IReadOnlyDictionary<string, Func<double[][]>> NotClasses { get; } = new Dictionary<string, Func<double[][]>>
    {
        ["unit embedding, 384"] = () => Unit(Normal(384, 1)),
        ["unit embedding, 8"] = () => Unit(Normal(8, 1)),
        ["unit direction, 2"] = () => Unit(Normal(2, 1)),
        ["narrow cone, 64"] = () => Unit(Map(Normal(64, 1), (value, d) => value + (d == 0 ? 12 : 0))),
        ["embedding, 384"] = () => Normal(384, 1),
        ["embedding, 64, large"] = () => Normal(64, 20),
        ["embedding, 16, tiny"] = () => Normal(16, 0.01),
        ["embedding of few directions, 128"] = () => LowRank(128, 3, 5),
        ["layer norm, 32"] = () => LayerNorm(Normal(32, 1), 1),
        ["layer norm, 32, scaled"] = () => LayerNorm(Normal(32, 1), 12),
        ["rectified features, 512"] = () => Map(Normal(512, 3), (value, _) => Math.Max(value, 0)),
        ["embedding with an outlier, 48"] = () => Map(Normal(48, 1), (value, d) => value + (d == 7 ? 40 : 0)),
        ["pixel (x, y)"] = () => Map(Uniform(2), (value, _) => value * 224),
        ["standardised (x, y)"] = () => Normal(2, 1),
        ["box: left, top, width, height"] = () => Map(Uniform(4), (value, d) => d < 2 ? value : value * 0.5),
        ["24 hourly values"] = () => Map(LowRank(24, 2, 3), (value, d) => value + 20 + (5 * Math.Sin(d * Math.PI / 12))),
        ["spectrum in dB, 80"] = () => Map(LowRank(80, 4, 8), (value, d) => value - 40 - (0.3 * d)),
        ["probabilities of 6 independent tags"] = () => Map(Normal(6, 3), (value, _) => 1 / (1 + Math.Exp(-value))),
        ["scores of 6 independent tags"] = () => Map(Normal(6, 4), (value, _) => value - 2),
        ["mean and log-variance"] = () => Map(Normal(2, 1), (value, d) => d == 0 ? value : -6 + (0.5 * value)),
    };

    /// <summary>Outputs of trained classifiers, by name.</summary>
    public static IReadOnlyDictionary<string, Func<double[][]>> Classes { get; } = new Dictionary<string, Func<double[][]>>
    {
        ["10 classes"] = () => Scores(10, 6, 1.2),
        ["2 classes"] = () => Scores(2, 4, 1),
        ["2 classes, one rare"] = () => Scores(2, 4, 1, rare: 0.03),
        ["1000 classes"] = () => Scores(1000, 9, 1),
        ["3 classes, often wrong"] = () => Scores(3, 3, 1),
        ["probabilities"] = () => Softmax(Scores(7, 2, 1)),
        ["flat probabilities"] = () => Softmax(Normal(20, 0.1)),
        ["log-probabilities"] = () => [.. Softmax(Scores(7, 2, 1)).Select(row => row.Select(p => Math.Log(p)).ToArray())],
    };

    /// <summary>The rows as an array.</summary>
    public static NumericArray Array(double[][] rows) =>
        NumericArray.Of(ElementType.Float32, rows.SelectMany(row => row).ToArray(), rows.Length, rows[0].Length);

    /// <summary>Normal numbers of a fixed seed.</summary>
    public static double[][] Normal(int width, double scale, int seed = 1)
    {
        var random = new SeededRandom(seed);
        return Rowwise(width, (_, _) => scale * Gaussian(random));
    }

    private static double[][] Uniform(int width)
    {
        var random = new SeededRandom(2);
        return Rowwise(width, (_, _) => random.NextDouble());
    }

    private static double[][] LowRank(int width, int rank, double scale)
    {
        var (factors, loadings) = (Normal(rank, scale, 3), Normal(width, 1, 4));
        return Rowwise(width, (row, d) => Enumerable.Range(0, rank).Sum(k => factors[row][k] * loadings[k][d]));
    }

    private static double[][] Scores(int classes, double margin, double noise, double? rare = null)
    {
        var random = new SeededRandom(5);
        var rows = Normal(classes, noise, 6);
        foreach (var row in rows)
        {
            var right = rare is { } share ? (random.NextDouble() < share ? 1 : 0) : random.Next(classes);
            row[right] += margin;
            var mean = row.Average();
            for (var c = 0; c < classes; c++)
            {
                row[c] -= mean;
            }
        }

        return rows;
    }

    private static double[][] Softmax(double[][] rows) =>
        [.. rows.Select(row => row.Select(value => Math.Exp(value) / row.Sum(Math.Exp)).ToArray())];

    private static double[][] Unit(double[][] rows) =>
        [.. rows.Select(row => row.Select(value => value / Math.Sqrt(row.Sum(v => v * v))).ToArray())];

    private static double[][] LayerNorm(double[][] rows, double scale) => [.. rows.Select(row =>
    {
        var mean = row.Average();
        var deviation = Math.Sqrt(row.Average(value => (value - mean) * (value - mean)));
        return row.Select(value => scale * (value - mean) / deviation).ToArray();
    })];

    private static double[][] Map(double[][] rows, Func<double, int, double> map) => [.. rows.Select(row => row.Select(map).ToArray())];

    private static double[][] Rowwise(int width, Func<int, int, double> value) =>
        [.. Enumerable.Range(0, Rows).Select(row => Enumerable.Range(0, width).Select(d => value(row, d)).ToArray())];

    private static double Gaussian(SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
