using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;
using MPruner.Core.Similarity;
using MPruner.TorchScript;

namespace MPruner.Core.Instrumentation;

/// <summary>What the recorder said of one segment after one pass; S streams, m rows, d channels, q columns of the targets.</summary>
/// <param name="Segment">The segment's index.</param>
/// <param name="Rows">m.</param>
/// <param name="Marks">Which streams it saw, in order of execution.</param>
/// <param name="Products">float64 [2, S, S]: the sum over rows of cosines, and of inner products.</param>
/// <param name="Moments">What affine maps are fitted to; null where none was asked for.</param>
internal sealed record SegmentRecord(int Segment, long Rows, ImmutableArray<long> Marks, NumericArray Products, ChannelMoments? Moments)
{
    /// <summary>Reads the records that follow those of the blocks.</summary>
    public static IEnumerable<SegmentRecord> Decode(ImmutableArray<NumericArray> records)
    {
        for (var i = 0; i < records.Length; i++)
        {
            if (records[i] is { Type: ElementType.Int64 } head && MemoryMarshal.Cast<byte, long>(head.Data.Span) is [< 0, var segment, var rows, .. var marks])
            {
                var moments = i + 2 < records.Length && records[i + 2].Type == ElementType.Float32
                    ? new ChannelMoments(records[i + 2], records[i + 3], records[i + 4], records[i + 5])
                    : null;
                yield return new SegmentRecord((int)segment, rows, [.. marks], records[i + 1], moments);
            }
        }
    }
}
