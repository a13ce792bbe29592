using MPruner.Core.Formats;
using MPruner.Core.Width;

namespace MPruner.Core.Tests.Width;

public sealed class OrderingSteps
{
    [Fact]
    public void LeavesOutLevelsAboveTheLineBetweenOthers()
    {
        var steps = Curve("a", 10, (2, 1), (4, 5), (8, 7)).Steps(0);
        Assert.Equal([(0, 2), (2, 8)], steps.Select(step => (step.From, step.To)));
        Assert.Equal([0.05, 0.1], steps.Select(step => step.Slope));
    }

    [Fact]
    public void BendWhereTheErrorOfTheLayerDoesBetweenLevels()
    {
        var curve = Curve("a", 10, (10, 8)) with
        {
            Order = [.. Enumerable.Range(0, 10).Select(unit => new RemovedUnit(unit, Math.Max(unit - 5, 0)))],
        };
        var steps = curve.Steps(0);
        Assert.Equal([(0, 6), (6, 10)], steps.Select(step => (step.From, step.To)));
        Assert.Equal([0, 0.2], steps.Select(step => step.Slope));
    }

    [Fact]
    public void CountsADistanceBelowAnEarlierOneAsEqual()
    {
        var steps = Curve("a", 10, (2, 3), (5, 1)).Steps(2);
        Assert.Equal([(0, 5)], steps.Select(step => (step.From, step.To)));
        Assert.Equal([0.02], steps.Select(step => step.Slope));
    }

    [Fact]
    public void AreEverSteeperAndEndAtTheLastLevel()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var curve = Random(seed, "a");
            var steps = curve.Steps(0.5);
            Assert.Equal(0, steps[0].From);
            Assert.Equal(curve.Levels[^1].Removed, steps[^1].To);
            Assert.Equal(steps.Skip(1).Select(step => step.From), steps.SkipLast(1).Select(step => step.To));
            Assert.True(steps[0].Slope >= 0);
            Assert.Equal(steps.Select(step => step.Slope).Order(), steps.Select(step => step.Slope));
        }
    }

    [Fact]
    public void LieBelowAllLevels()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var curve = Random(seed, "a");
            var (highest, hull) = (0.5, 0.5);
            foreach (var step in curve.Steps(0.5))
            {
                foreach (var level in curve.Levels.Where(level => level.Removed > step.From && level.Removed <= step.To))
                {
                    highest = Math.Max(highest, level.Distance);
                    var line = hull + (step.Slope * (level.Removed - step.From) * curve.Dimension.UnitParameters);
                    Assert.True(line <= highest + 1e-9);
                }

                hull += step.Slope * step.Parameters;
            }

            Assert.Equal(highest, hull, 9);
        }
    }

    [Fact]
    public void OfAllDimensionsComeByTheirSlopes()
    {
        var order = new NarrowingOrder([Curve("a", 10, (2, 1), (4, 4)), Curve("b", 100, (1, 2), (3, 40))], 0);
        Assert.Equal(340, order.Parameters);
        Assert.Equal(["b:1"], Describe(order.Take(100)));
        Assert.Equal(["a:2", "b:1"], Describe(order.Take(120)));
        Assert.Equal(["a:4", "b:1"], Describe(order.Take(149)));
        Assert.Equal(["a:4", "b:3"], Describe(order.Take(340)));
    }

    [Fact]
    public void AreDividedByUnits() =>
        Assert.Equal(["a:5"], Describe(new NarrowingOrder([Curve("a", 10, (50, 1))], 0).Take(59)));

    [Fact]
    public void AddUpToTheDistance()
    {
        var order = new NarrowingOrder([Curve("a", 10, (2, 1), (4, 4)), Curve("b", 100, (1, 2), (3, 40))], 0);
        var distances = new[] { 0, 100, 120, 140, 340 }.Select(parameters => Math.Round(order.Distance(parameters), 9));
        Assert.Equal([0, 2, 3, 6, 44], distances);
    }

    [Theory]
    [InlineData(2, new[] { 1 })]
    [InlineData(4, new[] { 3, 2, 1 })]
    [InlineData(32, new[] { 24, 16, 9, 4, 1 })]
    [InlineData(192, new[] { 144, 96, 54, 23, 1 })]
    public void LevelsGoDownToOneUnit(int units, int[] left) => Assert.Equal(left, WidthTable.Levels(units));

    [Fact]
    public void SayWhatTheReadingLayersLose()
    {
        var order = new NarrowingOrder([Curve("a", 10, (50, 1))], 0);
        Assert.Equal(5.0 / 200, order.Take(50).Choices.Single().Error);
    }

    private static IEnumerable<string> Describe(Widths widths) =>
        widths.Choices.Select(choice => $"{choice.Dimension}:{choice.Removed}");

    private static WidthCurve Random(int seed, string path)
    {
        var random = new SeededRandom(seed);
        var removed = 0;
        return Curve(path, 10 + seed, [.. Enumerable.Range(0, 8).Select(_ => (removed += 1 + random.Next(11), 3 * random.NextDouble()))]);
    }

    private static WidthCurve Curve(string path, long unitParameters, params (int Removed, double Distance)[] levels)
    {
        var dimension = new InnerDimension(new Block("block", "Block", 1000, 0, null), path, 100)
        {
            Unit = InnerUnit.Channel,
            UnitWidth = 9,
            UnitParameters = unitParameters,
        };
        return new(
            dimension,
            [.. Enumerable.Range(0, 99).Select(unit => new RemovedUnit(unit, unit + 1))],
            [.. levels.Select(level => new WidthLevel(level.Removed, level.Distance))])
        { Variance = 200 };
    }
}
