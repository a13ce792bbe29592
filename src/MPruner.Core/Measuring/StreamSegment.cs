using System.Collections.Immutable;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>
/// Consecutive blocks of a chain between which the stream has one shape: any run of them can be compared, input with output.
/// </summary>
/// <param name="First">The index of the first block among all blocks.</param>
/// <param name="Blocks">How many there are.</param>
/// <param name="HasInput">Whether what the first block reads is of that shape, too.</param>
/// <param name="Width">The number of channels.</param>
internal sealed record StreamSegment(int First, int Blocks, bool HasInput, int Width)
{
    /// <summary>
    /// What a pass sums up in doubles at most for the affine maps of a segment: 2²⁵ products of channels, 268 MB, and as much for the
    /// held-out part.
    /// </summary>
    private const long MostProducts = 1L << 25;

    /// <summary>S: the streams that are compared, in order of execution.</summary>
    public int Streams => Blocks + (HasInput ? 1 : 0);

    /// <summary>
    /// Whether affine maps between the streams are fitted: not where their sums would take too much memory, as for 33 streams of width
    /// 4,096.
    /// </summary>
    public bool IsFitted => Streams * (long)Width * (Width + (Streams * AffineSums.Columns(Width))) <= MostProducts;

    /// <summary>The recorder's marks of the streams: twice a block's index, and 1 more for what it writes.</summary>
    public ImmutableArray<long> Marks => [.. HasInput ? [2L * First] : Array.Empty<long>(), .. Enumerable.Range(First, Blocks).Select(block => (2L * block) + 1)];

    /// <summary>The segments of a chain.</summary>
    /// <param name="layouts">Its blocks' layouts.</param>
    /// <param name="first">The index of its first block among all blocks.</param>
    public static IEnumerable<StreamSegment> Of(IReadOnlyList<BlockLayout> layouts, int first)
    {
        var start = 0;
        for (var end = 1; end <= layouts.Count; end++)
        {
            if (end == layouts.Count || !layouts[end].Follows(layouts[end - 1]))
            {
                if (layouts[start].Width is { } width && new StreamSegment(first + start, end - start, layouts[start].KeepsShape, width) is { Streams: > 1 } segment)
                {
                    yield return segment;
                }

                start = end;
            }
        }
    }
}
