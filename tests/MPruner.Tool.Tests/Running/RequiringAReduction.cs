using MPruner.Core.Reports;
using MPruner.Tool.Running;

namespace MPruner.Tool.Tests.Running;

public sealed class RequiringAReduction
{
    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(0, 0)]
    [InlineData(1000, 1065)]
    public void IsNoRequirementUnlessItWasSet(long before, long after) => Check(before, after, null);

    [Theory]
    [InlineData(1000, 950, 0.1)]
    [InlineData(0, 0, 0.1)]
    public void FailsIfLessWasRemoved(long before, long after, double required) =>
        Assert.Equal("MPR2201", Assert.Throws<ToolException>(() => Check(before, after, required)).Code);

    [Fact]
    public void IsMetByThatMuch() => Check(1000, 900, 0.1);

    private static void Check(long before, long after, double? required)
    {
        var result = new PruningResult { Parameters = new(before, after), Bytes = new(1, 1), Engine = "" };
        Requirements.Check(result, new PruneJob("m.pt", "c.npz", null, "o.pt", null, new PruningOptions { MinReduction = required }));
    }
}
