using System.Collections.Immutable;
using MPruner.Core.Formats;
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
    [
        .. model.Chains.Zip(model.Clusters, (chain, clusters) => Of(model.Model, chain.Chain) with
        {
            Cka = chain.Cka,
            CkaStandardised = chain.CkaStandardised,
            Clusters = clusters,
            Runs = [.. clusters.Where(c => options.Standardised && c.Length > 1).Select(c => new Run(chain, [.. c.Skip(1)]).ToReport())],
        }),
    ];

    private static ChainReport Of(IPrunableModel model, BlockChain chain)
    {
        var dimensions = model.InnerDimensions.ToLookup(dimension => dimension.Block.Path, Of);
        return new(
            chain.Path,
            [
                .. chain.Blocks.Select(b => new BlockReport(b.Path, b.Class, b.Parameters, b.Removable, b.Reason)
                {
                    Inner = [.. dimensions[b.Path]],
                    NotNarrowed = model.WhyNotNarrowed(b),
                }),
            ]);
    }

    private static DimensionReport Of(InnerDimension dimension) => new(
        dimension.Path, dimension.UnitName, dimension.Units, dimension.UnitWidth, dimension.Units * dimension.UnitParameters);
}
