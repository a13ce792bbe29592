using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;
using static MPruner.Core.Tests.Similarity.Representations;

namespace MPruner.Core.Tests.Similarity;

/// <summary>Three streams; the second is an affine map of the first with some noise, and the third has nothing to do with them.</summary>
/// <remarks>The tolerance is for doubles that are added in another order, and a system that is solved with them.</remarks>
public sealed class AddingMoments
{
    private const int Streams = 3;
    private const int Rows = 150;
    private const int Groups = 11;
    private const double Tolerance = 1e-10;

    /// <summary>Targets of width 70 are projected.</summary>
    [Theory]
    [InlineData(5, 0)]
    [InlineData(5, 1000)]
    [InlineData(70, 0)]
    [InlineData(70, 10)]
    public void GivesTheR2OfTheWhole(int width, double mean)
    {
        var whole = Over(width, mean, Enumerable.Range(0, Groups));
        var parts = new AffineFit(Streams, width);
        for (var shard = 3; shard >= 0; shard--)
        {
            var part = Over(width, mean, Enumerable.Range(0, Groups).Where(group => group % 4 == shard));
            parts.Add(part.Fitted, part.HeldOut);
        }

        var (expected, actual) = (whole.HeldOutR2(), parts.HeldOutR2());

        Assert.InRange(expected[0][1]!.Value, 0.5, 0.999);
        Assert.InRange(expected[0][2]!.Value, -1, 0.1);
        Assert.Equal(expected[0][1]!.Value, actual[0][1]!.Value, Tolerance);
        Assert.Equal(expected[0][2]!.Value, actual[0][2]!.Value, Tolerance);
        Assert.Equal(expected[1][2]!.Value, actual[1][2]!.Value, Tolerance);
    }

    [Fact]
    public void OfNoRowsChangesNothing()
    {
        var sums = new AffineSums(Streams, 5);
        sums.Add(Over(5, 1, [0]).Fitted);
        var before = sums.ToMoments();

        sums.Add(new AffineMoments(0));

        Assert.Equal(before.Scatter, sums.ToMoments().Scatter);
        Assert.Equal(before.Means, sums.ToMoments().Means);
    }

    private static AffineFit Over(int width, double mean, IEnumerable<int> groups)
    {
        var fit = new AffineFit(Streams, width);
        var projection = AffineSums.Projection(width, 0);
        foreach (var group in groups)
        {
            fit.Add(Moments(width, mean, group, projection), Rows, projection, group);
        }

        return fit;
    }

    private static ChannelMoments Moments(int width, double mean, int group, NumericArray projection)
    {
        var x = Gaussian(group, Rows, width).Map((_, _, value) => value + mean);
        var noise = Gaussian(1000 + group, Rows, width);
        var y = x.Map((i, j, value) => value + (0.5 * x[i][(j + 1) % width]) + (0.3 * noise[i][j]));
        var streams = new[] { x, y, Gaussian(2000 + group, Rows, width) };
        var means = streams.Select(s => Enumerable.Range(0, width).Select(j => s.Average(row => row[j])).ToArray()).ToArray();
        var centred = streams.Select((s, stream) => s.Map((_, j, value) => value - means[stream][j])).ToArray();
        var projected = centred.Select(s => Projected(s, projection)).ToArray();
        var columns = projected[0][0].Length;
        return new(
            Floats(means.SelectMany(m => m), Streams, width),
            Floats(centred.SelectMany(s => Products(s, s)), Streams, width, width),
            Floats(centred.SelectMany(s => Products(s, Beside(projected))), Streams, width, Streams * columns),
            Floats(projected.Select(s => s.Sum(row => row.Sum(value => value * value))), Streams));
    }

    private static double[][] Projected(double[][] x, NumericArray projection)
    {
        var (width, columns) = (x[0].Length, AffineSums.Columns(x[0].Length));
        var signs = projection.ToDoubles();
        return columns == width
            ? x
            : Map(x.Length, columns, (i, column) => Enumerable.Range(0, width).Sum(j => x[i][j] * signs[(j * columns) + column]));
    }

    private static double[][] Beside(double[][][] streams) =>
        [.. Enumerable.Range(0, Rows).Select(i => streams.SelectMany(s => s[i]).ToArray())];

    /// <summary>XᵀY, row-major.</summary>
    private static IEnumerable<double> Products(double[][] x, double[][] y) =>
        from a in Enumerable.Range(0, x[0].Length)
        from b in Enumerable.Range(0, y[0].Length)
        select Enumerable.Range(0, x.Length).Sum(i => x[i][a] * y[i][b]);

    private static NumericArray Floats(IEnumerable<double> values, params long[] shape) =>
        NumericArray.Of([.. values.Select(value => (float)value)], shape);
}
