using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;

namespace MPruner.ScriptModels.Chains;

/// <summary>Chooses among chains of which some are inside the blocks of others.</summary>
internal static class NestedChains
{
    /// <summary>
    /// The chains that count: the outer ones, except where the blocks are those inside. A chain that one inside it
    /// outdoes hides no other one either.
    /// </summary>
    /// <param name="trace">The model's dataflow.</param>
    /// <param name="found">All chains.</param>
    public static IEnumerable<ScriptChain> Choose(DataflowTrace trace, ImmutableArray<ScriptChain> found)
    {
        var left = found.Where(outer => !found.Any(inner => IsInside(inner, outer) && IsOutdone(trace, outer, inner))).ToList();
        return left.Where(chain => !left.Exists(outer => IsInside(chain, outer)));
    }

    private static bool IsInside(ScriptChain chain, ScriptChain outer) => chain.Blocks.Any(i => outer.Blocks.Any(i.IsWithin));

    /// <summary>
    /// Whether the blocks are those of the inner chain: those of the outer one must stay, or they are
    /// stages, or what one of them hands to the next is no stream inside the next, but an encoder's memory.
    /// </summary>
    private static bool IsOutdone(DataflowTrace trace, ScriptChain outer, ScriptChain inner) => CanShrink(inner) == CanShrink(outer)
        ? IsOfStages(outer, inner) || outer.Blocks.Skip(1).Any(block => IsEnteredElsewhere(trace, block, inner))
        : CanShrink(inner);

    /// <summary>Whether a block may go; the first one never does.</summary>
    private static bool CanShrink(ScriptChain chain) => chain.Blocks.Skip(1).Any(block => block.Reason is null);

    private static bool IsOfStages(ScriptChain outer, ScriptChain inner) =>
        !ModuleStructure.HasEqualNeighbours(outer) && ModuleStructure.HasEqualNeighbours(inner, outer);

    /// <summary>
    /// Whether the inner chain begins in a block, and its first stream is not computed from the stream that the block reads.
    /// </summary>
    private static bool IsEnteredElsewhere(DataflowTrace trace, ScriptBlock block, ScriptChain inner)
    {
        var (first, entered) = (inner.Blocks[0].First, block.First);
        return inner.Blocks[0].IsWithin(block)
            && trace.Calls.Contains(first.Call)
            && !Provenance.Of(first.Call.Arguments[first.StreamInput]).Contains(entered.Call.Arguments[entered.StreamInput]);
    }
}
