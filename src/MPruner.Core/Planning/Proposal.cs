using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;

namespace MPruner.Core.Planning;

/// <summary>A block that a cluster proposes to remove.</summary>
/// <param name="Measurement">The measurements of the block's chain.</param>
/// <param name="Index">The block's index in the chain.</param>
internal sealed record Proposal(ChainMeasurement Measurement, int Index)
{
    /// <summary>The block.</summary>
    public Block Block => Measurement.Chain.Blocks[Index];

    /// <summary>All removable members of all clusters, except the anchors.</summary>
    public static ImmutableArray<Proposal> Of(MeasuredModel model) =>
    [
        .. model.Chains.Zip(model.Clusters).SelectMany(chain => chain.Second
            .SelectMany(cluster => cluster.Skip(1))
            .Where(i => chain.First.Chain.Blocks[i].Removable)
            .Select(i => new Proposal(chain.First, i))),
    ];

    /// <summary>
    /// The expected error of removing the block: 1 − the affine R² of the resulting run if its seam is repaired; otherwise, or if the R² is
    /// undefined, its deletion error; 1 − its CKA if that is undefined, too.
    /// </summary>
    /// <param name="removed">The blocks that are already removed.</param>
    /// <param name="repaired">Whether the seam is repaired by an affine map.</param>
    public double PredictedCost(ImmutableHashSet<Block> removed, bool repaired)
    {
        var run = RunAmong(removed);
        return (repaired ? 1 - run.Numbers.AffineR2 : run.Numbers.DeletionError) ?? run.Numbers.DeletionError ?? 1 - (run.Cka ?? 0);
    }

    /// <summary>The run of missing blocks that results if this block is removed in addition to others.</summary>
    /// <param name="removed">The blocks that are already removed.</param>
    public Run RunAmong(ImmutableHashSet<Block> removed)
    {
        var blocks = Measurement.Chain.Blocks;
        var (first, last) = (Index, Index);
        while (first > 1 && removed.Contains(blocks[first - 1]))
        {
            first--;
        }

        while (last + 1 < blocks.Length && removed.Contains(blocks[last + 1]))
        {
            last++;
        }

        return new Run(Measurement, [.. Enumerable.Range(first, last - first + 1)]);
    }
}
