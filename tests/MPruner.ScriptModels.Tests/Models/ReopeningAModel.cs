using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;

namespace MPruner.ScriptModels.Tests.Models;

/// <summary>Blocks are removed, and the file is opened as a model again.</summary>
public sealed class ReopeningAModel
{
    [Theory]
    [InlineData("mobilenet.scripted.pt")]
    [InlineData("mobilenet.traced.pt")]
    public void KeepsTheBlocksThatMustStayAndNotThoseInside(string name)
    {
        var found = ScriptModel.Open(Fixtures.Bytes(name), null);
        var original = (ScriptModel)found.With(
        [
            .. found.Chains.Select(chain => new BlockChain(
                [.. chain.Blocks.Select(b => b.Path is "3" or "4" or "7" ? b with { Reason = "It changes the shape." } : b)])),
        ]);
        var removed = new Candidate(original, [.. original.Blocks.Where(block => block.Removable)]);

        var reopened = (ScriptModel)original.Reopen(removed, original.Write(removed));

        Assert.Equal(["3", "4", "7"], reopened.Blocks.Select(block => block.Path));
        Assert.Equal(["4", "7"], reopened.InnerDimensions.Select(dimension => dimension.Block.Path).Distinct());
        Assert.Null(reopened.WithInnerChains());

        // The original shows what block 3 should write. Behind the others a block is gone, whose place a repair may have taken.
        Assert.Equal([original, reopened, reopened], reopened.Blocks.Select(block => reopened.Reference(block).Model));
    }
}
