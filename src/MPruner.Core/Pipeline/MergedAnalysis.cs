using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Planning;
using MPruner.Core.Reports;

namespace MPruner.Core.Pipeline;

/// <summary>Adds up the shards of one measurement.</summary>
public static class MergedAnalysis
{
    /// <summary>Adds up all shards, which were measured with the same model, data and options.</summary>
    /// <param name="shards">The shards in order. One that has no groups adds nothing.</param>
    /// <exception cref="PrunerException">
    /// <c>MPR3505</c>: shards found different blocks not to be removable, so that not all measured the blocks that one machine would.
    /// </exception>
    public static AnalysisSums Of(IReadOnlyList<AnalysisSums> shards)
    {
        ArgumentNullException.ThrowIfNull(shards);
        var measured = shards.Where(shard => shard.Groups > 0).DefaultIfEmpty(shards[0]).ToList();
        var levels = ImmutableArray.CreateBuilder<AnalysisLevel>();
        for (var level = 0; level < measured[0].Levels.Length; level++)
        {
            var first = measured[0].Levels[level];
            var sums = new LevelAccumulator(LevelShape.Of(first.Sums));
            foreach (var shard in measured)
            {
                sums.Add(Level(shard, level, measured[0]).Sums);
            }

            levels.Add(first with { Sums = sums.ToSums() });
            CheckSameChoice(measured, levels[level], level);
        }

        return shards[0] with
        {
            Levels = levels.ToImmutable(),
            Warnings = [.. shards.SelectMany(shard => shard.Warnings).Distinct()],
        };
    }

    /// <summary>The result that one machine would have found.</summary>
    /// <param name="sums">All shards.</param>
    /// <param name="options">The options, of which those for clusters are used.</param>
    /// <exception cref="PrunerException"><c>MPR3211</c>: no group had enough tokens.</exception>
    public static PruningResult ToResult(AnalysisSums sums, PruningOptions options)
    {
        ArgumentNullException.ThrowIfNull(sums);
        ArgumentNullException.ThrowIfNull(options);
        var measured = sums.Levels.IsEmpty ? [] : Accumulated(sums.Levels[^1]).ToMeasurements(Chains(sums.Levels[^1]), sums.Name);
        return new PruningResult
        {
            Parameters = new Change(sums.Parameters, null),
            Bytes = new Change(sums.Bytes, null),
            Engine = sums.Engine,
            Chains = [.. measured.Select((chain, i) => ChainReports.Of(sums.Levels[^1].Chains[i], chain, options))],
            Warnings = [.. sums.Warnings, .. MeasuredModel.NotesOf(measured)],
        };
    }

    private static AnalysisLevel Level(AnalysisSums shard, int level, AnalysisSums first) =>
        shard.Levels.Length == first.Levels.Length && HasSameBlocks(shard.Levels[level], first.Levels[level])
            ? shard.Levels[level]
            : throw Different(shard, first.Name);

    private static bool HasSameBlocks(AnalysisLevel level, AnalysisLevel other) =>
        Paths(level).SequenceEqual(Paths(other))
        && level.Sums.Segments.Select(s => s.Segment).SequenceEqual(other.Sums.Segments.Select(s => s.Segment));

    private static IEnumerable<string> Paths(AnalysisLevel level) =>
        level.Sums.Chains.Select(chain => string.Join('\n', chain.Blocks.Select(block => block.Path)));

    /// <summary>
    /// Which chains are measured next depends on those that have a block to remove. Where a shard says otherwise than all groups
    /// together, it went on with other chains than one machine would have.
    /// </summary>
    private static void CheckSameChoice(List<AnalysisSums> shards, AnalysisLevel merged, int level)
    {
        var all = CanShrink(merged).ToList();
        if (shards.Find(shard => !CanShrink(shard.Levels[level]).SequenceEqual(all)) is { } other)
        {
            throw Different(other, "all parts together");
        }
    }

    private static IEnumerable<bool> CanShrink(AnalysisLevel level) =>
        Accumulated(level).WithReasons(Chains(level)).Select(chain => chain.Blocks.Skip(1).Any(block => block.Removable));

    private static LevelAccumulator Accumulated(AnalysisLevel level)
    {
        var sums = new LevelAccumulator(LevelShape.Of(level.Sums));
        sums.Add(level.Sums);
        return sums;
    }

    private static ImmutableArray<BlockChain> Chains(AnalysisLevel level) =>
        [.. level.Chains.Select(chain => new BlockChain(
            [.. chain.Blocks.Select((b, order) => new Block(b.Path, b.Class, b.Parameters, order, b.Reason))]))];

    private static PrunerException Different(AnalysisSums shard, string others) => new(
        "MPR3505",
        $"{shard.Name}: the examples of this part show other blocks not to be removable than those of {others}, "
        + "so that it measured other chains than one machine would have. Use fewer shards, or analyze on one machine.");
}
