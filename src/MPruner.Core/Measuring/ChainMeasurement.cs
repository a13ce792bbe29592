using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>What the calibration data say of one chain.</summary>
/// <param name="Chain">The chain; blocks that the run forbids removing now have their reason.</param>
/// <param name="Cka">Similarity of the blocks' outputs.</param>
/// <param name="CkaStandardised">The same after per-channel standardising; null where it was not measured.</param>
/// <param name="BreakBefore">For each block whether a cluster must not go on from the block before it.</param>
internal sealed record ChainMeasurement(BlockChain Chain, SimilarityMatrix Cka, SimilarityMatrix? CkaStandardised, ImmutableArray<bool> BreakBefore)
{
    /// <summary>What every run of blocks reads compared with what it writes.</summary>
    public RunStatistics Runs { get; init; } = new(Chain.Blocks.Length);
}
