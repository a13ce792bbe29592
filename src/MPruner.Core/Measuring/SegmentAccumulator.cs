using System.Numerics.Tensors;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>Adds up what is measured of one segment.</summary>
/// <param name="segment">The segment.</param>
internal sealed class SegmentAccumulator(StreamSegment segment)
{
    private readonly double[] products = new double[SegmentSums.Planes * segment.Streams * segment.Streams];
    private readonly AffineFit? fit = segment.IsFitted ? new(segment.Streams, segment.Width) : null;
    private bool complete = true;
    private long rows;

    /// <summary>The index of the segment's first block among all blocks.</summary>
    public int First => segment.First;

    /// <summary>Adds one group. If a block did not run in a group, or ran out of order, the numbers of all runs are undefined.</summary>
    /// <param name="record">The record of the segment; null if there is none.</param>
    /// <param name="projection">The projection of the affine maps' targets, float32 [d or more, q].</param>
    /// <param name="group">The group's number among those of all shards.</param>
    public void Add(SegmentRecord? record, NumericArray projection, int group)
    {
        complete &= record is not null && record.Marks.AsSpan().SequenceEqual(segment.Marks.AsSpan());
        if (!complete || record is null)
        {
            return;
        }

        TensorPrimitives.Add(products, record.Products.ToDoubles(), products);
        rows += record.Rows;
        if (record.Moments is { } moments)
        {
            fit?.Add(moments, record.Rows, projection, group);
        }
    }

    /// <summary>Adds the sums of other groups.</summary>
    public void Add(SegmentSums other)
    {
        complete &= other.Complete;
        TensorPrimitives.Add(products, other.Products.AsSpan(), products);
        rows += other.Rows;
        fit?.Add(other.Fitted!, other.HeldOut!);
    }

    /// <summary>The sums so far.</summary>
    public SegmentSums ToSums() => new(segment, complete, rows, [.. products]) { Fitted = fit?.Fitted, HeldOut = fit?.HeldOut };

    /// <summary>Writes the numbers of the segment's runs to the statistics of its chain.</summary>
    /// <param name="statistics">The chain's statistics.</param>
    /// <param name="chainStart">The index of the chain's first block among all blocks.</param>
    public void Describe(RunStatistics statistics, int chainStart)
    {
        if (!complete || rows == 0)
        {
            return;
        }

        var r2 = fit?.HeldOutR2();
        var firstRun = segment.First - chainStart + (segment.HasInput ? 0 : 1);
        for (var reads = 0; reads < segment.Streams - 1; reads++)
        {
            for (var writes = reads + 1; writes < segment.Streams; writes++)
            {
                var cosine = Sum(0, reads, writes) / rows;
                var angle = Sum(2, reads, writes) / rows;
                var error = (Inner(reads, reads) + Inner(writes, writes) - (2 * Inner(reads, writes))) / Inner(writes, writes);
                statistics[firstRun + reads, firstRun + writes - 1] =
                    new(Finite(cosine), Finite(angle), Finite(Math.Max(error, 0)), r2?[reads][writes]);
            }
        }
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private double Inner(int i, int j) => Sum(1, i, j);

    private double Sum(int plane, int i, int j) => products[(((plane * segment.Streams) + i) * segment.Streams) + j];
}
