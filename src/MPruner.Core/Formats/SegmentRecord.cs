using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>What was recorded about one segment in one pass, with S streams.</summary>
/// <param name="Segment">The segment's index.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Marks">
/// The recorded streams in execution order: 2 · the block's index for its input, 2 · the block's index + 1 for its output.
/// </param>
/// <param name="Products">
/// float64 [3, S, S]: the sums over rows of the cosines, of the inner products, and of the angles in units of π.
/// </param>
/// <param name="Moments">The moments for fitting affine maps; null if none were requested.</param>
public sealed record SegmentRecord(int Segment, long Rows, ImmutableArray<long> Marks, NumericArray Products, ChannelMoments? Moments);
