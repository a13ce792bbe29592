using System.Collections.Immutable;
using MPruner.Core.Similarity;

namespace MPruner.Core.Measuring;

/// <summary>What was measured of a model's chains over some Gram groups, as sums, to which those over other groups can be added.</summary>
/// <param name="Chains">The sums of each chain.</param>
/// <param name="Segments">The sums of each segment of streams of the same shape; empty if only the raw similarity was measured.</param>
public sealed record LevelSums(ImmutableArray<ChainSums> Chains, ImmutableArray<SegmentSums> Segments)
{
    /// <summary>The number of groups.</summary>
    public required int Groups { get; init; }

    /// <summary>Whether blocks write tokens, of which a group may have too few.</summary>
    public required bool HasTokens { get; init; }
}

/// <summary>The sums of one chain.</summary>
/// <param name="Blocks">What running the blocks showed.</param>
/// <param name="Raw">The sums for the similarity of the outputs.</param>
/// <param name="Standardised">The sums for the similarity of the standardised outputs; null if it was not measured.</param>
public sealed record ChainSums(ImmutableArray<BlockNote> Blocks, HsicSums Raw, HsicSums? Standardised);

/// <summary>What running a block showed.</summary>
/// <param name="Path">The block's path.</param>
/// <param name="StartsCluster">Whether its input has another shape than the output of the block before it.</param>
/// <param name="Reason">Why it must not be removed; null if its calls do not forbid it.</param>
public sealed record BlockNote(string Path, bool StartsCluster, string? Reason);

/// <summary>The sums of one segment.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Complete">Whether all its blocks ran in every group, in order; otherwise the numbers of its runs are undefined.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Products">
/// [3, S, S]: the sums over rows of the cosines, of the inner products, and of the angles in units of π.
/// </param>
public sealed record SegmentSums(StreamSegment Segment, bool Complete, long Rows, ImmutableArray<double> Products)
{
    /// <summary>The number of sums of each pair of streams in <see cref="Products"/>.</summary>
    internal const int Planes = 3;

    /// <summary>The moments of the rows on which affine maps are fitted; null if none are.</summary>
    public AffineMoments? Fitted { get; init; }

    /// <summary>The moments of the rows on which affine maps are judged; null if none are fitted.</summary>
    public AffineMoments? HeldOut { get; init; }
}
