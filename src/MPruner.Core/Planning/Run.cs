using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Planning;

/// <summary>Consecutive blocks of a chain that are removed together. The chain's first block is never part of a run.</summary>
/// <param name="Measurement">The measurements of the chain.</param>
/// <param name="Members">The indices of the blocks, ascending.</param>
internal sealed record Run(ChainMeasurement Measurement, ImmutableArray<int> Members)
{
    /// <summary>The blocks.</summary>
    public IEnumerable<Block> Blocks => Members.Select(i => Measurement.Chain.Blocks[i]);

    /// <summary>
    /// The raw similarity of the run's input, which is the output of the block before it, and its output; null if undefined.
    /// </summary>
    public double? Cka => Measurement.Cka[Members[0] - 1, Members[^1]];

    /// <summary>The standardised similarity of the run's input and output; null if undefined or not measured.</summary>
    public double? CkaStandardised => Measurement.CkaStandardised?[Members[0] - 1, Members[^1]];

    /// <summary>The mean cosine and angle, the deletion error and the affine R² of the run.</summary>
    public RunNumbers Numbers => Measurement.Runs[Members[0], Members[^1]];

    /// <summary>Creates the report of the run.</summary>
    public RunReport ToReport()
    {
        var (cosine, angle, deletionError, affineR2) = Numbers;
        return new([.. Blocks.Select(b => b.Path)], Cka, CkaStandardised, cosine, deletionError, affineR2) { Angle = angle };
    }

    /// <summary>All runs of blocks that may be removed, shorter ones first, then in execution order.</summary>
    public static IEnumerable<Run> Of(ChainMeasurement measurement)
    {
        var blocks = measurement.Chain.Blocks;
        return from length in Enumerable.Range(1, blocks.Length)
               from first in Enumerable.Range(1, Math.Max(blocks.Length - length, 0))
               let members = Enumerable.Range(first, length)
               where members.All(i => blocks[i].Removable)
               select new Run(measurement, [.. members]);
    }

    /// <summary>The runs of removed blocks in a chain, in execution order.</summary>
    public static IEnumerable<Run> Of(ChainMeasurement measurement, ImmutableHashSet<Block> removed) =>
        measurement.Chain.Gaps(removed).Select(gap => new Run(measurement, [.. Enumerable.Range(gap.First, gap.Last - gap.First + 1)]));
}
