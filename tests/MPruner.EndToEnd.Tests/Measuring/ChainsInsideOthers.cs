using MPruner.Core;
using MPruner.EndToEnd.Tests.Pruning;

namespace MPruner.EndToEnd.Tests.Measuring;

/// <summary>The code does not show that the stages halve the map; a run does.</summary>
public sealed class ChainsInsideOthers
{
    private static readonly string[] Blocks =
        ["0.blocks.0", "0.blocks.1", "1.blocks.0", "1.blocks.1", "2.blocks.0", "2.blocks.1"];

    [Theory]
    [InlineData("pooled_stages.scripted.pt")]
    [InlineData("pooled_stages.traced.pt")]
    public void AreMeasuredWhereARunShowsThatTheOuterBlocksMustStay(string model) =>
        Assert.Equal(Blocks, Analysis.Of(model).Result.Chains.SelectMany(c => c.Blocks).Select(b => b.Path));

    [Theory]
    [InlineData("pooled_stages.scripted.pt")]
    [InlineData("pooled_stages.traced.pt")]
    public void ArePruned(string model)
    {
        var result = Pruned.Of(model, new PruningOptions { Threshold = 0, MaxDrop = 1e6 });

        Assert.Equal(["0.blocks.1", "1.blocks.1", "2.blocks.1"], result.Removed.Order());
    }
}
