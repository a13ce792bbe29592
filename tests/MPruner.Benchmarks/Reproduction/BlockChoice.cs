using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;

namespace MPruner.Benchmarks.Reproduction;

/// <summary>Simple choices of the blocks to remove, for comparison.</summary>
/// <remarks>
/// They choose among the blocks that a cluster may propose: removable, and not a chain's first. That is to their advantage, since
/// the first block is the costliest to lose.
/// </remarks>
/// <param name="measurements">The model's chains.</param>
internal sealed class BlockChoice(ImmutableArray<ChainMeasurement> measurements)
{
    private readonly ImmutableArray<(Block Block, double Influence)> blocks =
    [
        .. measurements.SelectMany(m => m.Chain.Blocks.Select((block, i) => (Block: block, Influence: Influence(m, i))).Skip(1))
            .Where(b => b.Block.Removable)
            .OrderBy(b => b.Block.Order),
    ];

    /// <summary>How many blocks there are to choose among.</summary>
    public int Count => blocks.Length;

    /// <summary>The blocks of least influence: 1 − the mean cosine similarity of a block's input and output (Men et al. 2024).</summary>
    public ImmutableHashSet<Block> ByInfluence(int count) => [.. blocks.OrderBy(b => b.Influence).Take(count).Select(b => b.Block)];

    /// <summary>The blocks that run last.</summary>
    public ImmutableHashSet<Block> FromTheEnd(int count) => [.. blocks.Reverse().Take(count).Select(b => b.Block)];

    /// <summary>Blocks drawn by a seed.</summary>
    public ImmutableHashSet<Block> AtRandom(int count, int seed) =>
        [.. new SeededRandom(seed).Choose(blocks.Length, count).Select(i => blocks[i].Block)];

    private static double Influence(ChainMeasurement chain, int block) => 1 - chain.Runs[block, block].Cosine ?? double.PositiveInfinity;
}
