using MPruner.Core.Ports;
using MPruner.Core.Similarity;
using static MPruner.Core.Tests.Similarity.Representations;

namespace MPruner.Core.Tests.Similarity;

public sealed class SimilarityByTheFormula
{
    [Theory]
    [InlineData(4, 1)]
    [InlineData(5, 3)]
    [InlineData(17, 4)]
    [InlineData(64, 5)]
    public void AgreesWithBruteForce(int rows, int blocks)
    {
        var accumulator = new CkaAccumulator(blocks);
        var sums = new double[blocks * blocks];
        for (var group = 0; group < 3; group++)
        {
            var grams = Chain(rows, blocks, 10 * group);
            accumulator.Add(grams);
            for (var i = 0; i < blocks; i++)
            {
                for (var j = 0; j < blocks; j++)
                {
                    sums[(i * blocks) + j] += Hsic(grams[i].ToDoubles(), grams[j].ToDoubles(), rows);
                }
            }
        }

        var matrix = accumulator.ToMatrix();
        for (var i = 0; i < blocks; i++)
        {
            for (var j = 0; j < blocks; j++)
            {
                var scale = Math.Sqrt(sums[(i * blocks) + i] * sums[(j * blocks) + j]);
                Assert.Equal(sums[(i * blocks) + j] / scale, matrix[i, j]!.Value, 1e-12);
            }
        }
    }

    [Fact]
    public void AgreesWithNumPy()
    {
        // x[i, j] = sin(i·j + i + 1), y[i, j] = cos(i·(j + 2)) + x[i, j], 6×3; the formula of HSIC₁ in NumPy 1.24, float64.
        var x = Map(6, 3, (i, j) => Math.Sin((i * j) + i + 1));
        var y = Map(6, 3, (i, j) => Math.Cos(i * (j + 2)) + x[i][j]);
        Assert.Equal(0.3185012840754577, SimilarityOfRepresentations.Cka(x.Gram(), y.Gram())!.Value, 1e-12);
    }

    [Fact]
    public void CanLeaveTheUnitInterval()
    {
        // The estimate is unbiased: for independent outputs, the values lie on both sides of 0.
        var values = Enumerable.Range(0, 20).Select(
            seed => SimilarityOfRepresentations.Cka(Gaussian(seed, 8, 20).Gram(), Gaussian(seed + 50, 8, 20).Gram()));
        Assert.Contains(values, value => value < 0);
    }

    /// <summary>Each block's output is the one before it plus noise.</summary>
    internal static NumericArray[] Chain(int rows, int blocks, int seed)
    {
        var stream = Gaussian(seed, rows, 24);
        var grams = new NumericArray[blocks];
        for (var b = 0; b < blocks; b++)
        {
            var noise = Gaussian(seed + 1000 + b, rows, 24);
            stream = stream.Map((i, j, value) => value + (0.4 * noise[i][j]));
            grams[b] = stream.Gram();
        }

        return grams;
    }

    /// <summary>HSIC₁ by the formula in the papers.</summary>
    private static double Hsic(double[] k, double[] l, int n)
    {
        double trace = 0, sumK = 0, sumL = 0, cross = 0;
        for (var i = 0; i < n; i++)
        {
            double rowK = 0, rowL = 0;
            for (var j = 0; j < n; j++)
            {
                if (i != j)
                {
                    trace += k[(i * n) + j] * l[(j * n) + i];
                    rowK += k[(i * n) + j];
                    rowL += l[(i * n) + j];
                }
            }

            sumK += rowK;
            sumL += rowL;
            cross += rowK * rowL;
        }

        return (trace + (sumK * sumL / ((n - 1.0) * (n - 2.0))) - (2 * cross / (n - 2.0))) / (n * (n - 3.0));
    }
}

public sealed class GramOfOneGroup
{
    [Fact]
    public void IsCentredSoThatEveryRowSumsToZero()
    {
        const int n = 23;
        var gram = Gaussian(3, n, 9).Map((_, j, value) => value + j).Gram().ToDoubles();
        var shifts = GramCentring.Shifts<double>(gram, n);
        var triangle = new double[GramCentring.TriangleLength(n)];
        var end = GramCentring.Fill<double>(gram, shifts, (0, 1), triangle);
        Assert.Equal((n - 1, n), end);

        var sums = new double[n];
        var k = 0;
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++, k++)
            {
                sums[i] += triangle[k];
                sums[j] += triangle[k];
            }
        }

        Assert.All(sums, sum => Assert.Equal(0, sum, 1e-9));
    }

    [Fact]
    public void IsTheSameCentredInOneStretchOrInMany()
    {
        const int n = 11;
        var gram = Gaussian(4, n, 6).Gram().ToDoubles();
        var shifts = GramCentring.Shifts<double>(gram, n);
        var whole = new double[GramCentring.TriangleLength(n)];
        GramCentring.Fill<double>(gram, shifts, (0, 1), whole);

        var pieces = new double[whole.Length];
        var position = (0, 1);
        for (var start = 0; start < pieces.Length; start += 4)
        {
            position = GramCentring.Fill<double>(gram, shifts, position, pieces.AsSpan(start, Math.Min(4, pieces.Length - start)));
        }

        Assert.Equal(whole, pieces);
    }
}

public sealed class InnerProductsOfATile
{
    [Fact]
    public void AreSummedInEightLanesWhateverTheMachine()
    {
        const int rows = 4;
        var tile = Gaussian(8, 1, rows * PairProducts.TileLength)[0];
        var sums = new double[rows * rows];
        PairProducts.Add(tile, rows, sums);
        for (var i = 0; i < rows; i++)
        {
            for (var j = i; j < rows; j++)
            {
                Assert.Equal(Defined(tile, i, j), sums[(i * rows) + j]);
            }
        }
    }

    private static double Defined(double[] tile, int i, int j)
    {
        var (first, second) = (i * PairProducts.TileLength, j * PairProducts.TileLength);
        var lanes = new double[8];
        for (var k = 0; k < PairProducts.TileLength; k++)
        {
            lanes[k % 8] = Math.FusedMultiplyAdd(tile[first + k], tile[second + k], lanes[k % 8]);
        }

        return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
    }
}
