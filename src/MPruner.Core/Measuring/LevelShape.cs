using System.Collections.Immutable;

namespace MPruner.Core.Measuring;

/// <summary>Of what sums are kept: the same in all shards.</summary>
/// <param name="Chains">What the first batch showed of the blocks, chain by chain.</param>
/// <param name="Segments">The segments of streams of the same shape whose runs are compared.</param>
/// <param name="Standardised">Whether the similarity of the standardised outputs is measured, too.</param>
/// <param name="HasTokens">Whether blocks write tokens, of which a group may have too few.</param>
internal sealed record LevelShape(
    ImmutableArray<ImmutableArray<BlockNote>> Chains, ImmutableArray<StreamSegment> Segments, bool Standardised, bool HasTokens)
{
    /// <summary>Of what other sums are.</summary>
    public static LevelShape Of(LevelSums sums) => new(
        [.. sums.Chains.Select(chain => chain.Blocks)],
        [.. sums.Segments.Select(segment => segment.Segment)],
        sums.Chains.Any(chain => chain.Standardised is not null),
        sums.HasTokens);
}
