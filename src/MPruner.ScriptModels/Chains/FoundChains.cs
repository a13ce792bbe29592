using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;

namespace MPruner.ScriptModels.Chains;

/// <summary>All chains of a model, some of which are inside the blocks of others.</summary>
/// <param name="Trace">The model's dataflow.</param>
/// <param name="Nested">Chains of which only those that <see cref="NestedChains"/> chooses count.</param>
/// <param name="Others">Chains that always count.</param>
internal sealed record FoundChains(DataflowTrace Trace, ImmutableArray<ScriptChain> Nested, ImmutableArray<ScriptChain> Others)
{
    /// <summary>The chains that count, in execution order.</summary>
    public ImmutableArray<ScriptChain> Chains { get; } =
        [.. NestedChains.Choose(Trace, Nested).Concat(Others).OrderBy(chain => chain.Blocks[0].Calls[0].Call.Order)];

    /// <summary>The blocks of all chains.</summary>
    public IEnumerable<ScriptBlock> Blocks => Nested.Concat(Others).SelectMany(chain => chain.Blocks);

    /// <summary>The chains of which all blocks are known.</summary>
    /// <param name="known">The paths of the known blocks.</param>
    public FoundChains Among(IReadOnlySet<string> known)
    {
        return new(Trace, [.. Nested.Where(IsKnown)], [.. Others.Where(IsKnown)]);

        bool IsKnown(ScriptChain chain) => chain.Blocks.All(block => known.Contains(block.Path));
    }

    /// <summary>These chains and blocks that are alone.</summary>
    public FoundChains With(IEnumerable<ScriptBlock> alone) =>
        new(Trace, Nested, [.. Others, .. alone.Select(block => new ScriptChain([block]))]);

    /// <summary>The same chains with what is known now of their blocks, which may change the choice.</summary>
    /// <param name="reasons">Why blocks must stay, by their paths.</param>
    public FoundChains With(IReadOnlyDictionary<string, string> reasons)
    {
        return new(Trace, [.. Nested.Select(Known)], [.. Others.Select(Known)]);

        ScriptChain Known(ScriptChain chain) =>
            new([.. chain.Blocks.Select(block => block with { Reason = block.Reason ?? reasons.GetValueOrDefault(block.Path) })]);
    }
}
