using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;
using static MPruner.Core.Tests.Similarity.Representations;

namespace MPruner.Core.Tests.Similarity;

public sealed class HalvesOfASampleOfFeatures
{
    private const int Rows = 24;

    [Fact]
    public void GiveTheSimilarityOfTheWholeIfTheyAreEqual()
    {
        var grams = SimilarityByTheFormula.Chain(Rows, 3, 1);

        AssertNear(Of(grams), Of([.. grams.Select(gram => Halves(gram, gram))]), 1e-12);
    }

    [Fact]
    public void MayBeMixedWithMatricesOfAllFeatures()
    {
        var grams = SimilarityByTheFormula.Chain(Rows, 3, 1);

        AssertNear(Of(grams), Of(grams[0], Halves(grams[1], grams[1]), grams[2]), 1e-12);
    }

    /// <summary>
    /// 16 of 600 features, in 400 groups: the sum of both halves as one matrix is far off, since the error of a matrix is in its product
    /// with itself twice. The standard error of the estimate is .005.
    /// </summary>
    [Fact]
    public void AreUnbiased()
    {
        var stream = Gaussian(1, Rows, 600);
        var added = Gaussian(2, Rows, 600);
        var next = stream.Map((i, j, value) => value + (0.5 * added[i][j]));
        var expected = Of(stream.Gram(), next.Gram())[0, 1]!.Value;
        var (halves, sums) = (new CkaAccumulator(2), new CkaAccumulator(2));
        for (var group = 0; group < 400; group++)
        {
            var (first, second) = (new SeededRandom(group).Choose(600, 16), new SeededRandom(1_000 + group).Choose(600, 16));
            halves.Add([Halves(Some(stream, first), Some(stream, second)), Halves(Some(next, first), Some(next, second))]);
            var other = new SeededRandom(2_000 + group).Choose(600, 32);
            sums.Add([Some(stream, [.. first, .. second]), Some(next, other)]);
        }

        Assert.Equal(expected, halves.ToMatrix()[0, 1]!.Value, 0.03);
        Assert.True(sums.ToMatrix()[0, 1] < expected - 0.3);
    }

    private static SimilarityMatrix Of(params NumericArray[] grams)
    {
        var accumulator = new CkaAccumulator(grams.Length);
        accumulator.Add(grams);
        return accumulator.ToMatrix();
    }

    private static NumericArray Some(double[][] x, int[] features) => Map(x.Length, features.Length, (i, j) => x[i][features[j]]).Gram();

    private static NumericArray Halves(NumericArray first, NumericArray second)
    {
        double[] values = [.. first.ToDoubles().Concat(second.ToDoubles()).Select(value => value / 2)];
        return new(ElementType.Float64, [2, .. first.Shape], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
    }

    private static void AssertNear(SimilarityMatrix expected, SimilarityMatrix actual, double tolerance)
    {
        for (var i = 0; i < expected.Size; i++)
        {
            for (var j = 0; j < expected.Size; j++)
            {
                Assert.Equal(expected[i, j]!.Value, actual[i, j]!.Value, tolerance);
            }
        }
    }
}
