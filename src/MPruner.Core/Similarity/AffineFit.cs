using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Similarity;

/// <summary>How well the best affine map from one stream to another does on rows that it was not fitted to.</summary>
/// <remarks>
/// Ridge regression with α = 1e-4 of the mean variance of a channel: small enough to leave a map that exists as it is, and fixed, so
/// that nothing is chosen on the held-out rows. Every fourth group is held out, the second one first.
/// </remarks>
/// <param name="streams">S.</param>
/// <param name="width">d.</param>
/// <param name="projection">float32 [d or more, q] of ±1.</param>
internal sealed class AffineFit(int streams, int width, NumericArray projection)
{
    private const double Ridge = 1e-4;
    private const int Parts = 4;

    private readonly AffineSums fitted = new(streams, width);
    private readonly AffineSums heldOut = new(streams, width);
    private double[]? origin;
    private int groups;

    /// <summary>Adds one group.</summary>
    /// <param name="moments">Its moments.</param>
    /// <param name="rows">Its number of rows.</param>
    public void Add(ChannelMoments moments, long rows)
    {
        origin ??= moments.Means.ToDoubles();
        (groups++ % Parts == 1 ? heldOut : fitted).Add(moments, rows, MemoryMarshal.Cast<byte, float>(projection.Data.Span), origin);
    }

    /// <summary>
    /// 1 − the squared error over the squared deviation, both on the held-out rows, for every stream from every earlier one.
    /// </summary>
    /// <returns>
    /// [S, S], at most 1 and below 0 where the map is worse than the mean; only where the column is greater than the row. Null,
    /// undefined, with fewer rows to fit than 2d or none to judge, and for a target that does not vary.
    /// </returns>
    public double?[][] HeldOutR2()
    {
        double?[][] found = [.. Enumerable.Range(0, streams).Select(_ => new double?[streams])];
        if (fitted.Rows < 2L * width || heldOut.Rows == 0)
        {
            return found;
        }

        for (var x = 0; x < streams - 1; x++)
        {
            var mean = fitted.Mean(x);
            var scatter = fitted.ScatterAbout(x, mean);
            var ridge = Ridge * Trace(scatter) / width;
            for (var channel = 0; channel < width; channel++)
            {
                scatter[(channel * width) + channel] += ridge;
            }

            if (Cholesky.Of(scatter, width) is { } factor)
            {
                var unseen = heldOut.ScatterAbout(x, mean);
                for (var y = x + 1; y < streams; y++)
                {
                    var r2 = Judge(factor, unseen, x, y, mean);
                    found[x][y] = double.IsFinite(r2) ? r2 : null;
                }
            }
        }

        return found;
    }

    private double Judge(Cholesky factor, double[] unseen, int x, int y, double[] mean)
    {
        var target = fitted.ProjectedMean(y);
        var toFit = fitted.TargetsAbout(x, y, mean, target);
        var toMeet = heldOut.TargetsAbout(x, y, mean, target);
        var error = heldOut.SquaresAbout(y, target);
        var columns = target.Length;
        var weights = new double[width];
        var met = new double[width];
        for (var column = 0; column < columns; column++)
        {
            for (var channel = 0; channel < width; channel++)
            {
                weights[channel] = toFit[(channel * columns) + column];
                met[channel] = toMeet[(channel * columns) + column];
            }

            factor.Solve(weights);
            error -= 2 * TensorPrimitives.Dot<double>(weights, met);
            for (var channel = 0; channel < width; channel++)
            {
                error += weights[channel] * TensorPrimitives.Dot<double>(unseen.AsSpan(channel * width, width), weights);
            }
        }

        var deviation = heldOut.SquaresAbout(y, heldOut.ProjectedMean(y));
        return deviation > 0 ? 1 - (error / deviation) : double.NaN;
    }

    private double Trace(double[] matrix) => Enumerable.Range(0, width).Sum(channel => matrix[(channel * width) + channel]);
}
