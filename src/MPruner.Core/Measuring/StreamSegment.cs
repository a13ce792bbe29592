using System.Collections.Immutable;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>
/// Consecutive blocks of a chain between which the stream keeps its shape, so that the input and the output of every run can be compared.
/// </summary>
/// <param name="First">The index of the first block among all blocks.</param>
/// <param name="Blocks">The number of blocks.</param>
/// <param name="HasInput">Whether the input of the first block has the same shape, too.</param>
/// <param name="Width">The number of channels.</param>
public sealed record StreamSegment(int First, int Blocks, bool HasInput, int Width)
{
    /// <summary>
    /// The maximum number of products of channels that are accumulated for the affine maps of a segment: 2²⁵ doubles, 268 MB, for the
    /// fitted groups, and as many for the held-out groups.
    /// </summary>
    private const long MostProducts = 1L << 25;

    /// <summary>S, the number of streams that are compared.</summary>
    public int Streams => Blocks + (HasInput ? 1 : 0);

    /// <summary>Whether the data have enough rows to fit affine maps and to judge them on others.</summary>
    public bool HasRows { get; init; } = true;

    /// <summary>
    /// Whether affine maps between the streams are fitted. They are not if there are too few rows to judge them, or if their sums would
    /// need too much memory, as for 33 streams of width 4,096.
    /// </summary>
    public bool IsFitted => HasRows && Streams * (long)Width * (Width + (Streams * AffineSums.Columns(Width))) <= MostProducts;

    /// <summary>
    /// The recorder's marks of the streams, in execution order: 2 · the block's index for its input, 2 · the block's index + 1 for its
    /// output.
    /// </summary>
    public ImmutableArray<long> Marks =>
    [
        .. HasInput ? [2L * First] : Array.Empty<long>(),
        .. Enumerable.Range(First, Blocks).Select(block => (2L * block) + 1),
    ];

    /// <summary>The segments of a chain.</summary>
    /// <param name="layouts">The layouts of the chain's blocks.</param>
    /// <param name="first">The index of the chain's first block among all blocks.</param>
    internal static IEnumerable<StreamSegment> Of(IReadOnlyList<BlockLayout> layouts, int first)
    {
        var start = 0;
        for (var end = 1; end <= layouts.Count; end++)
        {
            if (end == layouts.Count || !layouts[end].Follows(layouts[end - 1]))
            {
                if (layouts[start].Width is { } width
                    && new StreamSegment(first + start, end - start, layouts[start].KeepsShape, width) is { Streams: > 1 } segment)
                {
                    yield return segment;
                }

                start = end;
            }
        }
    }
}
