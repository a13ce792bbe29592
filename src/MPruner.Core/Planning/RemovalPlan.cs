using System.Collections.Immutable;
using MPruner.Core.Clustering;
using MPruner.Core.Instrumentation;

namespace MPruner.Core.Planning;

/// <summary>What clusters propose to remove.</summary>
internal static class RemovalPlan
{
    /// <summary>For every cluster the run of its removable members but the anchor (granularity 1), the most similar run first.</summary>
    /// <param name="measurements">The chains.</param>
    /// <param name="clusters">Each chain's clusters.</param>
    public static ImmutableArray<Run> Runs(ImmutableArray<ChainMeasurement> measurements, ImmutableArray<ImmutableArray<ImmutableArray<int>>> clusters) =>
    [
        .. measurements.Zip(clusters)
            .SelectMany(chain => chain.Second.Select(cluster => new Run(chain.First, [.. Granularity.Removed(cluster, 1).Where(i => chain.First.Chain.Blocks[i].Removable)])))
            .Where(run => !run.Members.IsEmpty)
            .OrderByDescending(run => run.Cka ?? double.NegativeInfinity),
    ];
}
