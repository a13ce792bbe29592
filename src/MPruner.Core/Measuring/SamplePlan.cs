using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>Which streams rows are recorded of: the part of the request that is the same for every group.</summary>
/// <param name="segments">The segments.</param>
/// <param name="blocks">The number of all blocks.</param>
/// <param name="seed">Draws the projection.</param>
internal sealed class SamplePlan(ImmutableArray<StreamSegment> segments, int blocks, int seed)
{
    private readonly NumericArray places = Places(segments, blocks);
    private readonly NumericArray fits = NumericArray.Of([.. segments.Select(s => s.IsFitted ? 1L : 0)], segments.Length);

    /// <summary>The projection of wide targets.</summary>
    public NumericArray Projection { get; } = AffineSums.Projection(segments.Where(s => s.IsFitted).Select(s => s.Width).DefaultIfEmpty(1).Max(), seed);

    /// <summary>A plan that keeps nothing: to learn shapes.</summary>
    public static SamplePlan None(int blocks) => new([], blocks, 0);

    /// <summary>What one pass is asked to record.</summary>
    /// <param name="rows">int64 [blocks, width]: which rows of each block's output, or which positions of its maps; −1 fills up.</param>
    public RecordRequest Request(NumericArray rows) => new(rows, places, Projection, fits);

    /// <summary>int64 [blocks, 2]: to which segment what a block reads belongs, and what it writes; −1 = to none.</summary>
    private static NumericArray Places(ImmutableArray<StreamSegment> segments, int blocks)
    {
        var places = new long[2 * blocks];
        Array.Fill(places, -1);
        for (var segment = 0; segment < segments.Length; segment++)
        {
            foreach (var mark in segments[segment].Marks)
            {
                places[mark] = segment;
            }
        }

        return NumericArray.Of(places, blocks, 2);
    }
}
