using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Instrumentation;

namespace MPruner.Core.Planning;

/// <summary>A block that a cluster proposes to remove.</summary>
/// <param name="Measurement">Its chain.</param>
/// <param name="Index">Its place in the chain.</param>
/// <param name="Parameters">Number of trainable values in it.</param>
internal sealed record Proposal(ChainMeasurement Measurement, int Index, long Parameters)
{
    /// <summary>The block.</summary>
    public Block Block => Measurement.Chain.Blocks[Index];

    /// <summary>Every removable member of every cluster but the anchors.</summary>
    /// <param name="measurements">The chains.</param>
    /// <param name="clusters">Each chain's clusters.</param>
    /// <param name="parameters">Counts a block's parameters.</param>
    public static ImmutableArray<Proposal> Of(
        ImmutableArray<ChainMeasurement> measurements, ImmutableArray<ImmutableArray<ImmutableArray<int>>> clusters, Func<Block, long> parameters) =>
    [
        .. measurements.Zip(clusters).SelectMany(chain => chain.Second
            .SelectMany(cluster => cluster.Skip(1))
            .Where(i => chain.First.Chain.Blocks[i].Removable)
            .Select(i => new Proposal(chain.First, i, parameters(chain.First.Chain.Blocks[i])))),
    ];

    /// <summary>What removing it is expected to cost: the share of what the missing run writes that is not there without it, or that no affine map brings back.</summary>
    /// <param name="removed">The blocks that are missing already.</param>
    /// <param name="mended">Whether an affine map is put in its place.</param>
    public double PredictedCost(ImmutableHashSet<Block> removed, bool mended)
    {
        var run = RunAmong(removed);
        return (mended ? 1 - run.Numbers.AffineR2 : run.Numbers.DeletionError) ?? run.Numbers.DeletionError ?? 1 - (run.Cka ?? 0);
    }

    /// <summary>The run of missing blocks that comes about when this one is removed after others.</summary>
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
