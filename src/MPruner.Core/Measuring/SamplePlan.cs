using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>The part of the record request that is the same for every group: which streams are recorded.</summary>
/// <param name="segments">The segments.</param>
/// <param name="blocks">The number of blocks in all chains.</param>
/// <param name="seed">The seed of the projection.</param>
internal sealed class SamplePlan(ImmutableArray<StreamSegment> segments, int blocks, int seed)
{
    private readonly NumericArray places = Places(segments, blocks);
    private readonly NumericArray fits = NumericArray.Of([.. segments.Select(s => s.IsFitted ? 1L : 0)], segments.Length);

    /// <summary>The projection of wide targets.</summary>
    public NumericArray Projection { get; } =
        AffineSums.Projection(segments.Where(s => s.IsFitted).Select(s => s.Width).DefaultIfEmpty(1).Max(), seed);

    /// <summary>A plan that records no streams, only shapes.</summary>
    public static SamplePlan None(int blocks) => new([], blocks, 0);

    /// <summary>The request for one pass.</summary>
    /// <param name="rows">
    /// int64 [blocks, width]: the indices of rows of each block's output, or of positions of its feature maps, padded with −1.
    /// </param>
    /// <param name="features">The features of large maps, see <see cref="RecordRequest.Features"/>; null for none.</param>
    public RecordRequest Request(NumericArray rows, NumericArray? features = null)
    {
        var request = new RecordRequest(rows, places, Projection, fits);
        return features is null ? request : request with { Features = features };
    }

    /// <summary>int64 [blocks, 2]: the segments of each block's input and of its output; −1 if it belongs to none.</summary>
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
