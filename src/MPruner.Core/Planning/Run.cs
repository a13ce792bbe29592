using System.Collections.Immutable;
using MPruner.Core.Chains;
using MPruner.Core.Instrumentation;
using MPruner.Core.Similarity;

namespace MPruner.Core.Planning;

/// <summary>Consecutive members of one cluster, to be removed together.</summary>
/// <param name="Measurement">Their chain.</param>
/// <param name="Members">Indices of removable blocks of the chain, ascending.</param>
internal sealed record Run(ChainMeasurement Measurement, ImmutableArray<int> Members)
{
    /// <summary>The blocks.</summary>
    public IEnumerable<Block> Blocks => Members.Select(i => Measurement.Chain.Blocks[i]);

    /// <summary>Raw similarity between what the run reads, the output of the block before it, and what it writes; null = undefined.</summary>
    public double? Cka => Measurement.Cka[Members[0] - 1, Members[^1]];

    /// <summary>The same, standardised.</summary>
    public double? CkaStandardised => Measurement.CkaStandardised?[Members[0] - 1, Members[^1]];

    /// <summary>Cosine, deletion error and affine R² of the same.</summary>
    public RunNumbers Numbers => Measurement.Runs[Members[0], Members[^1]];

    /// <summary>The two halves, the more similar first.</summary>
    public ImmutableArray<Run> Halves()
    {
        var middle = Members.Length / 2;
        return [.. new[] { this with { Members = Members[..middle] }, this with { Members = Members[middle..] } }.OrderByDescending(r => r.Cka ?? double.NegativeInfinity)];
    }
}
