using MPruner.Core.Ports;
using MPruner.Core.Similarity;
using static MPruner.Core.Tests.Similarity.Representations;

namespace MPruner.Core.Tests.Similarity;

public sealed class GroupsDistributedAmongAccumulators
{
    private readonly NumericArray[][] groups =
        [.. Enumerable.Range(0, 9).Select(g => SimilarityByTheFormula.Chain(16 + (g % 3), 3, 7 * g))];

    [Fact]
    public void AddUpToTheWholeBitForBit()
    {
        var whole = Over(groups);
        var half = Over(groups[..4]);
        half.Add(Over(groups[4..]).ToSums());
        AssertSame(whole.ToMatrix(), half.ToMatrix());
        Assert.Equal(9, half.Groups);
    }

    [Fact]
    public void MayComeInAnyOrder() => AssertSame(Over(groups).ToMatrix(), Over([.. groups.Reverse()]).ToMatrix());

    [Fact]
    public void DoNotChangeTheAddedAccumulator()
    {
        var added = Over(groups[4..]);
        var before = added.ToMatrix();
        Over(groups[..4]).Add(added.ToSums());
        AssertSame(before, added.ToMatrix());
    }

    [Fact]
    public void MustHaveTheSameNumberOfBlocks() => Assert.Throws<ArgumentException>(() => Over(groups).Add(new CkaAccumulator(2).ToSums()));

    private static CkaAccumulator Over(NumericArray[][] groups)
    {
        var accumulator = new CkaAccumulator(3);
        foreach (var group in groups)
        {
            accumulator.Add(group);
        }

        return accumulator;
    }

    private static void AssertSame(SimilarityMatrix expected, SimilarityMatrix actual)
    {
        for (var i = 0; i < expected.Size; i++)
        {
            for (var j = 0; j < expected.Size; j++)
            {
                Assert.NotNull(expected[i, j]);
                Assert.Equal(expected[i, j], actual[i, j]);
            }
        }
    }
}

public sealed class UndefinedSimilarity
{
    private readonly double[][] x = Gaussian(1, 32, 12);

    [Fact]
    public void BeforeAnyGroup() => Assert.Null(new CkaAccumulator(2).ToMatrix()[0, 0]);

    [Fact]
    public void WithThreeRows()
    {
        var accumulator = new CkaAccumulator(2);
        accumulator.Add([Gaussian(1, 3, 5).Gram(), Gaussian(2, 3, 5).Gram()]);
        Assert.Null(accumulator.ToMatrix()[0, 1]);
        Assert.Equal(0, accumulator.Groups);
    }

    [Fact]
    public void OfABlockWhoseOutputIsConstant()
    {
        var constant = Map(32, 12, (_, j) => 1000.1 + j);
        AssertOnlySecondUndefined([x.Gram(), constant.Gram(), x.Gram()]);
    }

    [Fact]
    public void OfABlockThatVariesByRoundingAlone()
    {
        // The rows are equal, except for the last bit of each float32 entry of the Gram matrix.
        var random = new SeededRandom(6);
        var noisy = Enumerable.Range(0, 32 * 32).Select(_ => random.Next(2) == 0 ? 1000f : MathF.BitIncrement(1000f)).ToArray();
        AssertOnlySecondUndefined([x.GramInSinglePrecision(), NumericArray.Of(noisy, 32, 32), x.GramInSinglePrecision()]);
    }

    [Fact]
    public void OfABlockThatVariesByTheOrderOfSummationAlone()
    {
        // The rows are equal. The entries are the lowest and the highest that OpenBLAS gave for 64 rows of 768 times 1000.1,
        // in random order.
        var random = new SeededRandom(7);
        var edged = Enumerable.Range(0, 32 * 32).Select(_ => random.Next(2) == 0 ? 768_150_720f : 768_153_152f).ToArray();
        AssertOnlySecondUndefined([x.GramInSinglePrecision(), NumericArray.Of(edged, 32, 32), x.GramInSinglePrecision()]);
    }

    [Fact]
    public void OfABlockWhoseOutputIsNotFinite()
    {
        var broken = x.Gram().ToDoubles();
        broken[40] = double.PositiveInfinity;
        AssertOnlySecondUndefined([x.Gram(), OfDoubles(broken, 32), x.Gram()]);
    }

    [Fact]
    public void NotOfABlockThatVariesLittleAroundALargeMean()
    {
        // The means are 100 times the standard deviation, with 12 features: the centred entries are 3e-5 of the uncentred ones.
        var shifted = x.Map((_, _, value) => value + 100);
        Assert.Equal(1.0, SimilarityOfRepresentations.Cka(x.GramInSinglePrecision(), shifted.GramInSinglePrecision())!.Value, 0.02);
    }

    private static void AssertOnlySecondUndefined(NumericArray[] grams)
    {
        var matrix = SimilarityOfRepresentations.Matrix(grams);
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(matrix[1, i]);
            Assert.Null(matrix[i, 1]);
        }

        Assert.Equal(1.0, matrix[0, 2]);
    }
}

public sealed class GramMatricesThatDoNotFit
{
    private readonly CkaAccumulator accumulator = new(2);
    private readonly NumericArray gram = Gaussian(1, 5, 3).Gram();

    [Fact]
    public void AreRefusedWhenOneIsMissing() => Assert.Throws<ArgumentException>(() => accumulator.Add([gram]));

    [Fact]
    public void AreRefusedWhenRowsDiffer() => Assert.Throws<ArgumentException>(() => accumulator.Add([gram, Gaussian(1, 6, 3).Gram()]));

    [Fact]
    public void AreRefusedWhenNotSquare() =>
        Assert.Throws<ArgumentException>(() => accumulator.Add([gram, NumericArray.Of(new float[20], 5, 4)]));

    [Fact]
    public void AreRefusedWhenIntegers() =>
        Assert.Throws<ArgumentException>(() => accumulator.Add([NumericArray.Of(new long[25], 5, 5), NumericArray.Of(new long[25], 5, 5)]));
}
