using MPruner.Core;

namespace MPruner.EndToEnd.Tests.Pruning;

public sealed class NamingTheBlocks
{
    /// <summary>One block is left, and the glob no longer names a chain.</summary>
    [Fact]
    public void MayLeaveNoChain()
    {
        var result = Pruned.Of("with_state.scripted.pt", new PruningOptions { Blocks = "blocks.*", Threshold = 0, MaxDrop = 1e6 });

        Assert.Equal(["blocks.1", "blocks.2"], result.Removed);
    }
}
