using System.Numerics.Tensors;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Similarity;

/// <summary>Fits the best affine map from one stream to another, and measures its R² on held-out rows.</summary>
/// <remarks>
/// Ridge regression with α = 1e-4 of a channel's mean variance. This α is small enough not to distort an exact map, and constant, so that
/// nothing is chosen by the held-out rows. Every fourth group is held out, starting with the second.
/// </remarks>
/// <param name="streams">S, the number of streams.</param>
/// <param name="width">d, the number of channels.</param>
internal sealed class AffineFit(int streams, int width)
{
    private const double Ridge = 1e-4;
    private const int Parts = 4;

    private readonly AffineSums fitted = new(streams, width);
    private readonly AffineSums heldOut = new(streams, width);

    /// <summary>The number of fitted rows below which a map is not judged: 2d.</summary>
    /// <param name="width">d.</param>
    public static long FewestRows(int width) => 2L * width;

    /// <summary>The moments of the fitted rows so far.</summary>
    public AffineMoments Fitted => fitted.ToMoments();

    /// <summary>The moments of the held-out rows so far.</summary>
    public AffineMoments HeldOut => heldOut.ToMoments();

    /// <summary>Adds one group.</summary>
    /// <param name="moments">The group's moments.</param>
    /// <param name="rows">The group's number of rows.</param>
    /// <param name="projection">The projection of targets, float32 [d or more, q] of ±1.</param>
    /// <param name="group">The group's number among all groups, wherever they are measured.</param>
    public void Add(ChannelMoments moments, long rows, NumericArray projection, int group) =>
        (group % Parts == 1 ? heldOut : fitted).Add(moments, rows, projection);

    /// <summary>Adds the moments of other groups.</summary>
    public void Add(AffineMoments fittedRows, AffineMoments heldOutRows)
    {
        fitted.Add(fittedRows);
        heldOut.Add(heldOutRows);
    }

    /// <summary>
    /// The held-out R² of the map from each stream to each later one: 1 − the squared error / the squared deviation, both on the
    /// held-out rows.
    /// </summary>
    /// <returns>
    /// [S, S], from the row's stream to the column's, only above the diagonal. At most 1; negative if the map is worse than the mean.
    /// Null if there are fewer than 2d fitted rows or no held-out rows, or if the target does not vary.
    /// </returns>
    public double?[][] HeldOutR2()
    {
        double?[][] found = [.. Enumerable.Range(0, streams).Select(_ => new double?[streams])];
        if (fitted.Rows < FewestRows(width) || heldOut.Rows == 0)
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
                var predictor = new Predictor(x, mean, factor, heldOut.ScatterAbout(x, mean));
                for (var y = x + 1; y < streams; y++)
                {
                    var r2 = HeldOutR2(predictor, y);
                    found[x][y] = double.IsFinite(r2) ? r2 : null;
                }
            }
        }

        return found;
    }

    private double HeldOutR2(Predictor x, int y)
    {
        var target = fitted.ProjectedMean(y);
        var fittedTargets = fitted.TargetsAbout(x.Stream, y, x.Mean, target);
        var heldOutTargets = heldOut.TargetsAbout(x.Stream, y, x.Mean, target);
        var error = heldOut.SquaresAbout(y, target);
        var columns = target.Length;
        var weights = new double[width];
        var expected = new double[width];
        for (var column = 0; column < columns; column++)
        {
            for (var channel = 0; channel < width; channel++)
            {
                weights[channel] = fittedTargets[(channel * columns) + column];
                expected[channel] = heldOutTargets[(channel * columns) + column];
            }

            x.Factor.Solve(weights);
            error -= 2 * TensorPrimitives.Dot<double>(weights, expected);
            for (var channel = 0; channel < width; channel++)
            {
                error += weights[channel] * TensorPrimitives.Dot<double>(x.HeldOutScatter.AsSpan(channel * width, width), weights);
            }
        }

        var deviation = heldOut.SquaresAbout(y, heldOut.ProjectedMean(y));
        return deviation > 0 ? 1 - (error / deviation) : double.NaN;
    }

    private double Trace(double[] matrix) => Enumerable.Range(0, width).Sum(channel => matrix[(channel * width) + channel]);

    /// <summary>The stream that the others are predicted from.</summary>
    /// <param name="Stream">The stream's index.</param>
    /// <param name="Mean">The mean over the fitted rows.</param>
    /// <param name="Factor">The factor of the fitted rows' scatter with the ridge.</param>
    /// <param name="HeldOutScatter">The scatter of the held-out rows about <paramref name="Mean"/>, d×d.</param>
    private sealed record Predictor(int Stream, double[] Mean, Cholesky Factor, double[] HeldOutScatter);
}
