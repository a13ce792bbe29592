using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>The measurements of one chain on the calibration data.</summary>
/// <param name="Chain">The chain; blocks that measuring found not to be removable have a reason.</param>
/// <param name="Cka">The similarity of the blocks' outputs.</param>
/// <param name="CkaStandardised">The similarity of the standardised outputs; null if it was not measured.</param>
/// <param name="BreakBefore">For each block, whether it must start a new cluster.</param>
internal sealed record ChainMeasurement(
    BlockChain Chain, SimilarityMatrix Cka, SimilarityMatrix? CkaStandardised, ImmutableArray<bool> BreakBefore)
{
    /// <summary>The comparison of the input and the output of every run of blocks.</summary>
    public RunStatistics Runs { get; init; } = new(Chain.Blocks.Length);

    /// <summary>The paths of blocks whose output does not vary over the data, so that their similarities are undefined.</summary>
    public ImmutableArray<string> Constant { get; init; } = [];
}
