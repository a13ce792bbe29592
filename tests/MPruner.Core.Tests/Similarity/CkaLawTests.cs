using MPruner.Core.Ports;
using MPruner.Core.Similarity;
using static MPruner.Core.Tests.Similarity.Representations;

namespace MPruner.Core.Tests.Similarity;

public sealed class SimilarityOfRepresentations
{
    private const int Rows = 40;
    private readonly double[][] x = Gaussian(1, Rows, 30);
    private readonly double[][] related;

    public SimilarityOfRepresentations()
    {
        var noise = Gaussian(2, Rows, 30);
        related = x.Map((i, j, value) => value + (0.7 * noise[i][j]));
    }

    [Fact]
    public void IsExactlyOneForEqualOutputs() => Assert.Equal(1.0, Cka(x.Gram(), x.Gram()));

    [Fact]
    public void IsInvariantUnderRotation() =>
        Assert.Equal(Cka(x.Gram(), related.Gram())!.Value, Cka(x.Gram(), related.Rotated(3).Gram())!.Value, 1e-12);

    [Fact]
    public void IsInvariantUnderScaling() =>
        Assert.Equal(Cka(x.Gram(), related.Gram())!.Value, Cka(x.Gram(), related.Map((_, _, value) => -7.3 * value).Gram())!.Value, 1e-12);

    [Fact]
    public void IsInvariantUnderTranslation() =>
        // The common mean adds about 10⁴ times the variance to every entry, which costs four of sixteen digits.
        Assert.Equal(
            Cka(x.Gram(), related.Gram())!.Value,
            Cka(x.Gram(), related.Map((_, j, value) => value + (3 * j)).Gram())!.Value,
            1e-10);

    [Fact]
    public void DoesNotDependOnTheOrderOfExamplesInAGroup()
    {
        var order = new SeededRandom(4).Choose(Rows, Rows);
        var shuffledX = x.Map((i, j, _) => x[order[i]][j]);
        var shuffled = related.Map((i, j, _) => related[order[i]][j]);
        Assert.Equal(Cka(x.Gram(), related.Gram())!.Value, Cka(shuffledX.Gram(), shuffled.Gram())!.Value, 1e-12);
    }

    [Fact]
    public void IsSymmetric()
    {
        var matrix = Matrix([x.Gram(), related.Gram(), Gaussian(9, Rows, 5).Gram()]);
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                Assert.Equal(matrix[i, j], matrix[j, i]);
            }
        }
    }

    [Fact]
    public void IsAboutZeroForIndependentOutputs()
    {
        var accumulator = new CkaAccumulator(2);
        for (var group = 0; group < 8; group++)
        {
            accumulator.Add([Gaussian(100 + group, 64, 768).Gram(), Gaussian(200 + group, 64, 768).Gram()]);
        }

        // The biased estimator gives .92 here. The standard deviation of the unbiased one over 8 groups is about √2 / 64 / √8 ≈ .008.
        Assert.InRange(accumulator.ToMatrix()[0, 1]!.Value, -0.04, 0.04);
    }

    [Fact]
    public void NearlyAgreesInSinglePrecision() =>
        Assert.Equal(Cka(x.Gram(), related.Gram())!.Value, Cka(x.GramInSinglePrecision(), related.GramInSinglePrecision())!.Value, 1e-5);

    [Fact]
    public void ReadsOnlyTheUpperTriangle()
    {
        var values = related.Gram().ToDoubles();
        for (var i = 0; i < Rows; i++)
        {
            values.AsSpan(i * Rows, i).Fill(double.NaN);
        }

        Assert.Equal(Cka(x.Gram(), related.Gram()), Cka(x.Gram(), OfDoubles(values, Rows)));
    }

    [Fact]
    public void SharedOutlierLiftsItUntilChannelsAreStandardised()
    {
        const int rows = 256;
        var first = WithOutlier(Gaussian(21, rows, 128));
        var second = WithOutlier(Gaussian(22, rows, 128));
        Assert.True(Cka(first.Gram(), second.Gram()) > 0.99);
        // One of the 128 channels still has the outlier's correlation, so some similarity remains.
        Assert.InRange(Cka(first.Standardised().Gram(), second.Standardised().Gram())!.Value, -0.05, 0.08);

        static double[][] WithOutlier(double[][] x) => x.Map((i, j, value) => i % 32 == 0 && j == 5 ? value + 300 : value);
    }

    internal static double? Cka(NumericArray k, NumericArray l) => Matrix([k, l])[0, 1];

    internal static SimilarityMatrix Matrix(NumericArray[] grams)
    {
        var accumulator = new CkaAccumulator(grams.Length);
        accumulator.Add(grams);
        return accumulator.ToMatrix();
    }
}
