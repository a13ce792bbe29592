using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Similarity;

/// <summary>
/// Second moments of S streams of d channels, summed over passes: what the best affine map from one stream to another is found from.
/// </summary>
/// <remarks>
/// Targets are projected to q columns by a fixed matrix of ±1 where d &gt; <see cref="Exact"/>: E‖EP‖² = q‖E‖² for any residual E, so
/// that R² is estimated from q columns in place of d; of 1 − R² a tenth to a sixth was missed (measured at d = 96: .18 for .20, .12 for
/// .15). Sums are float64, about the means of the first pass.
/// </remarks>
/// <param name="streams">S.</param>
/// <param name="width">d.</param>
internal sealed class AffineSums(int streams, int width)
{
    /// <summary>Up to this width every channel is a target.</summary>
    private const int Exact = 64;

    /// <summary>The columns that wider targets are projected to.</summary>
    private const int Projected = 32;

    private readonly int columns = Columns(width);
    private readonly double[] sums = new double[streams * width];
    private readonly double[] projectedSums = new double[streams * Columns(width)];
    private readonly double[] scatter = new double[streams * width * width];
    private readonly double[] targets = new double[streams * streams * Columns(width) * width];
    private readonly double[] squares = new double[streams];

    /// <summary>The number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>q.</summary>
    public static int Columns(int width) => width > Exact ? Projected : width;

    /// <summary>The projection of the widest stream; a narrower one takes its first rows.</summary>
    /// <returns>float32 [d, q] of ±1.</returns>
    public static NumericArray Projection(int width, int seed)
    {
        var random = new SeededRandom(seed);
        var signs = new float[width * Projected];
        for (var i = 0; i < signs.Length; i++)
        {
            signs[i] = random.Next(2) == 0 ? -1 : 1;
        }

        return NumericArray.Of(signs, width, Projected);
    }

    /// <summary>Adds one pass.</summary>
    /// <param name="moments">Its moments.</param>
    /// <param name="rows">m, its number of rows.</param>
    /// <param name="projection">[d or more, q] of ±1.</param>
    /// <param name="origin">[S, d], near the means: the same at every call.</param>
    public void Add(ChannelMoments moments, long rows, ReadOnlySpan<float> projection, ReadOnlySpan<double> origin)
    {
        var shift = Shift(Elements(moments.Means), origin);
        var projectedShift = Project(shift, projection);
        var passScatter = Elements(moments.Scatter);
        var passTargets = Elements(moments.Targets);
        var passSquares = Elements(moments.Squares);
        for (var x = 0; x < streams; x++)
        {
            var own = shift.AsSpan(x * width, width);
            for (var channel = 0; channel < width; channel++)
            {
                var row = (x * width) + channel;
                Accumulate(scatter.AsSpan(row * width, width), passScatter.Slice(row * width, width), rows * own[channel], own);
                Accumulate(targets.AsSpan(row * streams * columns, streams * columns), passTargets.Slice(row * streams * columns, streams * columns), rows * own[channel], projectedShift);
            }

            squares[x] += passSquares[x] + (rows * TensorPrimitives.SumOfSquares<double>(projectedShift.AsSpan(x * columns, columns)));
        }

        Weigh(sums, shift, rows);
        Weigh(projectedSums, projectedShift, rows);
        Rows += rows;
    }

    /// <summary>The means of stream <paramref name="x"/>, from the origin.</summary>
    public double[] Mean(int x) => [.. sums.Skip(x * width).Take(width).Select(sum => sum / Rows)];

    /// <summary>The projected means, likewise.</summary>
    public double[] ProjectedMean(int y) => [.. projectedSums.Skip(y * columns).Take(columns).Select(sum => sum / Rows)];

    /// <summary>Σ (x − a)(x − a)ᵀ, d×d.</summary>
    public double[] ScatterAbout(int x, double[] a)
    {
        var own = scatter.AsSpan(x * width * width, width * width).ToArray();
        Recentre(own, width, Mean(x), a, Mean(x), a);
        return own;
    }

    /// <summary>Σ (x − a)((y − b)ᵀP), d×q; b is given projected.</summary>
    public double[] TargetsAbout(int x, int y, double[] a, double[] b)
    {
        var own = new double[width * columns];
        for (var channel = 0; channel < width; channel++)
        {
            targets.AsSpan(((((x * width) + channel) * streams) + y) * columns, columns).CopyTo(own.AsSpan(channel * columns));
        }

        Recentre(own, columns, Mean(x), a, ProjectedMean(y), b);
        return own;
    }

    /// <summary>Σ ‖Pᵀ(y − b)‖²; b is given projected.</summary>
    public double SquaresAbout(int y, double[] b)
    {
        var mean = ProjectedMean(y);
        return squares[y] + (Rows * (TensorPrimitives.SumOfSquares<double>(b) - (2 * TensorPrimitives.Dot<double>(mean, b))));
    }

    private static ReadOnlySpan<float> Elements(NumericArray array) => MemoryMarshal.Cast<byte, float>(array.Data.Span);

    private static double[] Shift(ReadOnlySpan<float> means, ReadOnlySpan<double> origin)
    {
        var shift = new double[means.Length];
        for (var i = 0; i < shift.Length; i++)
        {
            shift[i] = means[i] - origin[i];
        }

        return shift;
    }

    private static void Weigh(double[] total, double[] values, double weight)
    {
        for (var i = 0; i < total.Length; i++)
        {
            total[i] += weight * values[i];
        }
    }

    /// <summary>Adds what a pass measured about its own means, and what those are away from the origin.</summary>
    private static void Accumulate(Span<double> total, ReadOnlySpan<float> pass, double factor, ReadOnlySpan<double> shift)
    {
        for (var i = 0; i < total.Length; i++)
        {
            total[i] += pass[i] + (factor * shift[i]);
        }
    }

    private double[] Project(double[] values, ReadOnlySpan<float> projection)
    {
        if (columns == width)
        {
            return values;
        }

        var projected = new double[streams * columns];
        for (var i = 0; i < values.Length; i++)
        {
            var target = projected.AsSpan(i / width * columns, columns);
            for (var column = 0; column < columns; column++)
            {
                target[column] += values[i] * projection[((i % width) * columns) + column];
            }
        }

        return projected;
    }

    /// <summary>Moments about the origin become moments about a and b.</summary>
    private void Recentre(double[] moments, int length, double[] meanX, double[] a, double[] meanY, double[] b)
    {
        for (var row = 0; row < width; row++)
        {
            for (var column = 0; column < length; column++)
            {
                moments[(row * length) + column] -= Rows * ((meanX[row] * b[column]) + (a[row] * meanY[column]) - (a[row] * b[column]));
            }
        }
    }
}
