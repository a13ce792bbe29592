using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Planning;

/// <summary>Consecutive blocks of a chain that are removed together; never its first block.</summary>
/// <param name="Measurement">Their chain.</param>
/// <param name="Members">Indices of the blocks, ascending.</param>
internal sealed record Run(ChainMeasurement Measurement, ImmutableArray<int> Members)
{
    /// <summary>The blocks.</summary>
    public IEnumerable<Block> Blocks => Members.Select(i => Measurement.Chain.Blocks[i]);

    /// <summary>
    /// Raw similarity between what the run reads, the output of the block before it, and what it writes; null = undefined.
    /// </summary>
    public double? Cka => Measurement.Cka[Members[0] - 1, Members[^1]];

    /// <summary>The same, standardised.</summary>
    public double? CkaStandardised => Measurement.CkaStandardised?[Members[0] - 1, Members[^1]];

    /// <summary>Cosine, deletion error and affine R² of the same.</summary>
    public RunNumbers Numbers => Measurement.Runs[Members[0], Members[^1]];

    /// <summary>What is reported of it.</summary>
    public RunReport ToReport() => new([.. Blocks.Select(b => b.Path)], Cka, CkaStandardised, Numbers.Cosine, Numbers.DeletionError, Numbers.AffineR2);

    /// <summary>The runs in which blocks of a chain are missing, in order of execution.</summary>
    public static IEnumerable<Run> Of(ChainMeasurement measurement, ImmutableHashSet<Block> removed) =>
        measurement.Chain.Gaps(removed).Select(gap => new Run(measurement, [.. Enumerable.Range(gap.First, gap.Last - gap.First + 1)]));
}
