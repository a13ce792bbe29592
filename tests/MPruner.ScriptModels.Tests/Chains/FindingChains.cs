using MPruner.ScriptModels.Models;

namespace MPruner.ScriptModels.Tests.Chains;

public sealed class FindingChains
{
    public static TheoryData<string> Models => [.. Fixtures.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void FollowsTheDataflowOfEveryFixture(string model)
    {
        var opened = ScriptModel.Open(Fixtures.Bytes(model), null);

        var expected = Fixtures.Chains(model).Select(c => c.Select(b => b.Path));
        Assert.Equal(Describe(expected), Describe(opened.Chains.Select(c => c.Blocks.Select(b => b.Path))));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void KeepsNoBlockThatARunShowsToBeRemovable(string model)
    {
        var opened = ScriptModel.Open(Fixtures.Bytes(model), null);

        var removable = Fixtures.Chains(model).SelectMany(c => c).Where(b => b.Removable).Select(b => b.Path).ToHashSet();
        Assert.All(opened.Blocks.Where(b => removable.Contains(b.Path)), block => Assert.Null(block.Reason));
    }

    [Theory]
    [InlineData("tuple_used.scripted.pt", "is used and is none of its inputs")]
    [InlineData("tuple_used.traced.pt", "is used and is none of its inputs")]
    [InlineData("added_and_read.scripted.pt", "reads it elsewhere")]
    [InlineData("added_and_read.traced.pt", "reads it elsewhere")]
    [InlineData("list_handed_in.scripted.pt", "handed to it, besides the residual stream (torch.append)")]
    [InlineData("dict_handed_in.scripted.pt", "handed to it, besides the residual stream (__torch__.wiring.remember)")]
    [InlineData("tensor_handed_in.scripted.pt", "handed to it, besides the residual stream (torch.copy_)")]
    [InlineData("tensor_handed_in.traced.pt", "handed to it, besides the residual stream (torch.copy_)")]
    [InlineData("object_handed_in.scripted.pt", "handed to it, besides the residual stream")]
    [InlineData("collector_shared.scripted.pt", "a module that is not only its own (total = …)")]
    [InlineData("input_in_place_read.scripted.pt", "which is read elsewhere, too")]
    public void SaysWhyABlockMustStay(string model, string reason)
    {
        var opened = ScriptModel.Open(Fixtures.Bytes(model), null);

        Assert.All(opened.Blocks, block => Assert.Contains(reason, block.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("two_before.scripted.pt", "Two of its inputs are the residual stream")]
    [InlineData("two_before.traced.pt", "Two of its inputs are the residual stream")]
    [InlineData("second_pass.scripted.pt", "It is called 2 times")]
    [InlineData("second_pass.traced.pt", "It is called 2 times")]
    public void SaysWhyTheLastBlockMustStay(string model, string reason)
    {
        var opened = ScriptModel.Open(Fixtures.Bytes(model), null);

        Assert.Null(opened.Blocks[0].Reason);
        Assert.Contains(reason, opened.Blocks[^1].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("albert.scripted.pt", "is called in a loop on its own output")]
    [InlineData("albert.traced.pt", "is called 3 times on its own output")]
    public void ReportsABlockThatIsCalledAgainOnItsOwnOutput(string model, string reason)
    {
        var block = Assert.Single(ScriptModel.Open(Fixtures.Bytes(model), null).Blocks);

        Assert.Equal("shared", block.Path);
        Assert.Contains(reason, block.Reason, StringComparison.Ordinal);
        Assert.Contains("no parameters", block.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t5.scripted.pt")]
    [InlineData("t5.traced.pt")]
    public void KeepsOnlyTheBlockThatComputesABiasForAllBlocks(string model)
    {
        var chains = ScriptModel.Open(Fixtures.Bytes(model), null).Chains;

        Assert.Equal(["encoder", "decoder"], chains.Select(c => c.Path));
        Assert.All(chains, chain =>
        {
            Assert.Contains("is used and is none of its inputs", chain.Blocks[0].Reason, StringComparison.Ordinal);
            Assert.All(chain.Blocks.Skip(1), block => Assert.Null(block.Reason));
        });
    }

    private static string Describe(IEnumerable<IEnumerable<string>> chains) =>
        string.Join(" | ", chains.Select(c => string.Join(" ", c)));
}
