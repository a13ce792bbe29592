using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Planning;
using MPruner.Core.Reports;

namespace MPruner.Core.Pipeline;

/// <summary>Creates the reports of chains.</summary>
internal static class ChainReports
{
    /// <summary>The chains of a model that was not measured.</summary>
    public static ImmutableArray<ChainReport> Of(IPrunableModel model) => [.. model.Chains.Select(chain => Of(model, chain))];

    /// <summary>The chains of a measured model.</summary>
    public static ImmutableArray<ChainReport> Of(MeasuredModel model, PruningOptions options) =>
        [.. model.Chains.Select(chain => Of(Of(model.Model, chain.Chain), chain, options))];

    /// <summary>The chains of a measured model with all runs of blocks that may be removed.</summary>
    public static ImmutableArray<ChainReport> WithCandidates(MeasuredModel model, PruningOptions options) =>
    [
        .. Of(model, options).Zip(model.Chains, (report, chain) => report with
        {
            Candidates = [.. Run.Of(chain).Select(run => run.ToReport())],
        }),
    ];

    /// <summary>A chain with its measurements.</summary>
    /// <param name="known">The chain as it is known without running it.</param>
    /// <param name="measured">Its measurements.</param>
    /// <param name="options">The options for clusters.</param>
    public static ChainReport Of(ChainReport known, ChainMeasurement measured, PruningOptions options)
    {
        var clusters = MeasuredModel.ClustersOf(measured, options);
        var runs = measured.CkaStandardised is null ? [] : clusters.Where(cluster => cluster.Length > 1);
        return known with
        {
            Blocks = [.. known.Blocks.Zip(measured.Chain.Blocks, (b, own) => b with { Removable = own.Removable, Reason = own.Reason })],
            Cka = measured.Cka,
            CkaStandardised = measured.CkaStandardised,
            Clusters = clusters,
            Runs = [.. runs.Select(cluster => new Run(measured, [.. cluster.Skip(1)]).ToReport())],
        };
    }

    private static ChainReport Of(IPrunableModel model, BlockChain chain)
    {
        var dimensions = model.InnerDimensions.ToLookup(dimension => dimension.Block.Path, Of);
        return new(
            chain.Path,
            [
                .. chain.Blocks.Select(b => new BlockReport(b.Path, b.Class, b.Parameters, b.Removable, b.Reason)
                {
                    Bytes = b.Bytes,
                    Inner = [.. dimensions[b.Path]],
                    NotNarrowed = model.WhyNotNarrowed(b),
                }),
            ]);
    }

    private static DimensionReport Of(InnerDimension dimension) => new(
        dimension.Path, dimension.UnitName, dimension.Units, dimension.UnitWidth, dimension.Units * dimension.UnitParameters);
}
