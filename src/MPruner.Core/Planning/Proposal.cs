using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;

namespace MPruner.Core.Planning;

/// <summary>A block that a cluster proposes to remove.</summary>
/// <param name="Measurement">Its chain.</param>
/// <param name="Index">Its place in the chain.</param>
internal sealed record Proposal(ChainMeasurement Measurement, int Index)
{
    /// <summary>The block.</summary>
    public Block Block => Measurement.Chain.Blocks[Index];

    /// <summary>Every removable member of every cluster but the anchors.</summary>
    public static ImmutableArray<Proposal> Of(MeasuredModel model) =>
    [
        .. model.Chains.Zip(model.Clusters).SelectMany(chain => chain.Second
            .SelectMany(cluster => cluster.Skip(1))
            .Where(i => chain.First.Chain.Blocks[i].Removable)
            .Select(i => new Proposal(chain.First, i))),
    ];

    /// <summary>
    /// What removing it is expected to cost: the share of what the missing run writes that is not there without it, or that no affine
    /// map brings back.
    /// </summary>
    /// <param name="removed">The blocks that are removed already.</param>
    /// <param name="repaired">Whether an affine map is put in its place.</param>
    public double PredictedCost(ImmutableHashSet<Block> removed, bool repaired)
    {
        var run = RunAmong(removed);
        return (repaired ? 1 - run.Numbers.AffineR2 : run.Numbers.DeletionError) ?? run.Numbers.DeletionError ?? 1 - (run.Cka ?? 0);
    }

    /// <summary>The run of missing blocks that results when this one is removed after others.</summary>
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
