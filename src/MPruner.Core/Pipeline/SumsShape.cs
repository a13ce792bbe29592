using System.Collections.Immutable;
using MPruner.Core.Measuring;
using MPruner.Core.Similarity;

namespace MPruner.Core.Pipeline;

/// <summary>Whether sums that come from a file have the sizes of sums that were measured.</summary>
public static class SumsShape
{
    /// <summary>What is wrong with the sizes.</summary>
    /// <returns>A finding such as <c>the similarity of 'stage1' has 5 sums; expected 6</c>; null if nothing is wrong.</returns>
    public static string? FaultOf(AnalysisSums sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        return sums.Levels.Select(FaultOf).FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOf(AnalysisLevel level)
    {
        var blocks = level.Chains.Sum(chain => chain.Blocks.Length);
        var hasStandardised = level.Sums.Chains.Any(chain => chain.Standardised is not null);
        return level.Chains.Zip(level.Sums.Chains, (chain, sums) => FaultOf(chain.Path, chain.Blocks.Length, sums))
            .Concat(level.Sums.Chains.Select(chain => hasStandardised == (chain.Standardised is not null)
                ? null
                : "the standardised similarity is there for some chains; expected it for all or for none"))
            .Concat(level.Sums.Segments.Select(segment => FaultOf(segment, blocks)))
            .FirstOrDefault(fault => fault is not null);
    }

    private static string? FaultOf(string path, int blocks, ChainSums sums) =>
        Fault($"'{path}'", "measured blocks", sums.Blocks.Length, blocks)
        ?? FaultOf(path, blocks, sums.Raw)
        ?? (sums.Standardised is { } standardised ? FaultOf(path, blocks, standardised) : null);

    private static string? FaultOf(string path, int blocks, HsicSums sums) =>
        Fault($"the similarity of '{path}'", "sums", sums.Pairs.Length, (long)blocks * (blocks + 1) / 2)
        ?? Fault($"the similarity of '{path}'", "floors", sums.Floors.Length, blocks);

    private static string? FaultOf(SegmentSums sums, int blocks)
    {
        var segment = sums.Segment;
        if (segment.First < 0 || segment.Blocks < 1 || segment.Width < 1 || (long)segment.First + segment.Blocks > blocks)
        {
            return $"a segment has {segment.Blocks} blocks from block {segment.First} on, {segment.Width} wide; expected some of {blocks}";
        }

        long streams = segment.Streams;
        return Fault("a segment", "products", sums.Products.Length, SegmentSums.Planes * streams * streams)
            ?? FaultOf(segment, sums.Fitted)
            ?? FaultOf(segment, sums.HeldOut);
    }

    private static string? FaultOf(StreamSegment segment, AffineMoments? moments)
    {
        if (segment.IsFitted != (moments is not null))
        {
            return "the affine maps of a segment are missing, or there are some where none are fitted";
        }

        if (moments is null || moments.Rows == 0)
        {
            return null;
        }

        long streams = segment.Streams;
        long width = segment.Width;
        long columns = AffineSums.Columns(segment.Width);
        (string Name, ImmutableArray<double> Values, long Expected)[] arrays =
        [
            ("means", moments.Means, streams * width),
            ("projected means", moments.ProjectedMeans, streams * columns),
            ("products of channels", moments.Scatter, streams * width * width),
            ("products with targets", moments.Targets, streams * width * streams * columns),
            ("squares", moments.Squares, streams),
        ];
        return arrays
            .Select(array => Fault("a segment", array.Name, array.Values.Length, array.Expected))
            .FirstOrDefault(fault => fault is not null);
    }

    private static string? Fault(string owner, string name, long found, long expected) =>
        found == expected ? null : $"{owner} has {found} {name}; expected {expected}";
}
