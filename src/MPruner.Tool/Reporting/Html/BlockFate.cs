using System.Collections.Immutable;
using MPruner.Core.Reports;

namespace MPruner.Tool.Reporting.Html;

/// <summary>What became of a block.</summary>
/// <param name="Index">The block's number in its chain, from 0.</param>
/// <param name="Block">The block.</param>
/// <param name="IsRemoved">Whether it was removed.</param>
/// <param name="Narrowed">Its inner dimensions that were narrowed; empty for a removed one.</param>
internal sealed record BlockFate(int Index, BlockReport Block, bool IsRemoved, ImmutableArray<NarrowedDimension> Narrowed)
{
    /// <summary>One of the CSS classes <c>removed</c>, <c>narrowed</c>, <c>kept</c>, and <c>fixed</c> for one that has to stay.</summary>
    public string Kind { get; } = (IsRemoved, !Narrowed.IsEmpty, Block.Removable) switch
    {
        (true, _, _) => "removed",
        (_, true, _) => "narrowed",
        (_, _, true) => "kept",
        _ => "fixed",
    };

    /// <summary>The parameters before and after. With several narrowed dimensions that share weights, a little less is left.</summary>
    public Change Parameters { get; } =
        new(Block.Parameters, IsRemoved ? 0 : Math.Max(0, Block.Parameters - Narrowed.Sum(dimension => dimension.Parameters)));

    /// <summary>The share of the parameters that is left, 0–1.</summary>
    public double Left => Block.Parameters == 0 ? 1 : (double)Parameters.After!.Value / Block.Parameters;

    /// <summary>What became of it, in words.</summary>
    public string Text => Kind switch
    {
        "removed" => "removed",
        "narrowed" => "narrowed",
        "fixed" => "has to stay",
        _ => "kept",
    };

    /// <summary>The blocks of a chain.</summary>
    public static ImmutableArray<BlockFate> Of(PruningResult result, ChainReport chain)
    {
        var removed = result.Removed.ToHashSet(StringComparer.Ordinal);
        var narrowed = result.Narrowed.ToLookup(dimension => dimension.Block, StringComparer.Ordinal);
        return
        [
            .. chain.Blocks.Select((block, i) =>
                new BlockFate(i, block, removed.Contains(block.Path), removed.Contains(block.Path) ? [] : [.. narrowed[block.Path]])),
        ];
    }
}
