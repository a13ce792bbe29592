using System.Collections.Immutable;
using MPruner.Core.Width;

namespace MPruner.Core.Tests.Width;

public sealed class RemovingUnits
{
    [Theory]
    [InlineData(6, 1)]
    [InlineData(40, 1)]
    [InlineData(6, 3)]
    [InlineData(5, 9)]
    public void TakesTheOneWithoutWhichTheBestFitIsNearest(int units, int unitWidth)
    {
        var problem = Problems.Random(units, unitWidth, 4);
        var elimination = UnitElimination.Of(problem, 2)!;
        var error = 0.0;
        while (elimination.Count > 1)
        {
            var kept = elimination.Remaining;
            var errors = kept.ToDictionary(unit => unit, unit => Problems.Error(problem, kept.Remove(unit)));
            foreach (var (unit, after) in errors)
            {
                AssertNear(after - error, elimination.Cost(unit), 1e-10 * errors.Values.Max());
            }

            var least = elimination.Least();
            Assert.Equal(errors.MinBy(e => e.Value).Key, least);
            Assert.True(elimination.Remove(least));
            error = errors[least];
        }
    }

    [Theory]
    [InlineData(7, 1, true)]
    [InlineData(70, 1, true)]
    [InlineData(7, 4, true)]
    [InlineData(7, 4, false)]
    public void LeavesTheWeightsOfTheBestFit(int units, int unitWidth, bool constant)
    {
        var problem = Problems.Random(units, unitWidth, 3);
        problem = constant ? problem : WithoutConstant(problem);
        var elimination = UnitElimination.Of(problem, 2)!;
        while (elimination.Count > 1)
        {
            elimination.Remove(elimination.Least());
            var kept = elimination.Remaining;
            var inputs = problem.InputsOf(kept);
            double[] expected =
            [
                .. Enumerable.Range(0, problem.Outputs).SelectMany(output =>
                    Problems.Solve(problem, inputs, problem.Weights[(output * problem.Size)..((output + 1) * problem.Size)])),
            ];
            AssertNear(expected, elimination.Weights);
            AssertNear(expected, problem.Refit(kept)!);
        }
    }

    [Fact]
    public void CostsNothingForTheCopyOfAnother()
    {
        var elimination = UnitElimination.Of(Problems.Random(8, 1, 4, x => x[5] = x[2]) with { Ridge = 1e-9 }, 1)!;
        Assert.Equal(2, elimination.Least());
        Assert.True(elimination.Cost(2) < 1e-6 * Enumerable.Range(0, 8).Where(unit => unit is not (2 or 5)).Min(elimination.Cost));
    }

    [Fact]
    public void MovesAConstantUnitIntoTheBias()
    {
        var problem = Problems.Random(8, 1, 2, x => x[3] = 0.7) with { Ridge = 1e-12 };
        var elimination = UnitElimination.Of(problem, 2)!;
        Assert.Equal(3, elimination.Least());
        elimination.Remove(3);
        AssertNear(problem.Weights[8] + (0.7 * problem.Weights[3]), elimination.Weights[7], 1e-8);
        AssertNear(problem.Weights[4], elimination.Weights[3], 1e-8);
    }

    [Fact]
    public void DoesNotDependOnTheScaleOfTheData()
    {
        var problem = Problems.Random(12, 3, 4, x => Scale(x, 1));
        var scaled = Problems.Random(12, 3, 4, x => Scale(x, 250));
        Assert.Equal(Order(problem), Order(scaled));

        // All but the constant.
        static void Scale(double[] x, double factor)
        {
            for (var i = 0; i < x.Length - 1; i++)
            {
                x[i] *= factor;
            }
        }
    }

    [Fact]
    public void TakesTheFirstOfEqualOnes()
    {
        var gram = new double[25];
        for (var i = 0; i < 5; i++)
        {
            gram[(i * 5) + i] = 1;
        }

        var problem = new ReadingProblem(4, 1) { Gram = gram, Weights = [1, 1, 1, 1], HasConstant = false, Ridge = 0.1 };
        Assert.Equal([0, 1, 2, 3], Order(problem));
    }

    [Fact]
    public void RemovesUnitsThatAreAlwaysZeroFirst()
    {
        var problem = Problems.Random(6, 2, 3, x => x[4] = x[5] = 0);
        Assert.Equal(2, Order(problem)[0]);
    }

    [Fact]
    public void TakesThoseWithTheLowestScoresFirstIfThereAreAny()
    {
        // Unit 2 has the larger weights but hardly varies.
        double[] gram = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.01, 0, 0, 0, 0, 1];
        var problem = new ReadingProblem(3, 1) { Gram = gram, Weights = [3, 1, 2], HasConstant = false, Ridge = 1e-6 };
        Assert.Equal([2, 1, 0], Order(problem));
        Assert.Equal([1, 2, 0], Order(problem, UnitScores.Magnitudes(problem)));
    }

    [Theory]
    [InlineData(32, 9, 32)]
    [InlineData(128, 9, 128)]
    [InlineData(1152, 1, 2048)]
    public void DoesNotDependOnTheNumberOfThreads(int units, int unitWidth, int outputs)
    {
        var problem = Problems.Large(units, unitWidth, outputs);
        Assert.Equal(Order(problem), Order(problem, null, 2));
    }

    private static ImmutableArray<int> Order(ReadingProblem problem, double[]? scores = null, int threads = 1)
    {
        var removal = UnitRemoval.Of(problem, scores, threads)!;
        Assert.True(removal.Reduce(0));
        return [.. removal.Removed.Select(removed => removed.Unit)];
    }

    private static ReadingProblem WithoutConstant(ReadingProblem problem) => problem with
    {
        HasConstant = false,
        Weights = [.. problem.Weights.Where((_, i) => i % problem.Size != problem.Inputs)],
    };

    private static void AssertNear(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{actual} is not {expected}.");

    /// <summary>Both are solutions of systems with a condition number below 10⁶, in float64.</summary>
    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            AssertNear(expected[i], actual[i], 1e-10 * largest);
        }
    }
}
