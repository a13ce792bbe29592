using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>What the recorder said of one segment after one pass; S streams, m rows, d channels, q columns of the targets.</summary>
/// <param name="Segment">The segment's index.</param>
/// <param name="Rows">m.</param>
/// <param name="Marks">Which streams it saw, in order of execution.</param>
/// <param name="Products">float64 [2, S, S]: the sum over rows of cosines, and of inner products.</param>
/// <param name="Moments">What affine maps are fitted to; null where none was asked for.</param>
public sealed record SegmentRecord(int Segment, long Rows, ImmutableArray<long> Marks, NumericArray Products, ChannelMoments? Moments);
