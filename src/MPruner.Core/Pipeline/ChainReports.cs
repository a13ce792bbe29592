using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Planning;
using MPruner.Core.Reports;

namespace MPruner.Core.Pipeline;

/// <summary>Creates the reports of chains.</summary>
internal static class ChainReports
{
    /// <summary>The chains of a model that was not measured.</summary>
    public static ImmutableArray<ChainReport> Of(IPrunableModel model) => [.. model.Chains.Select(Of)];

    /// <summary>The chains of a measured model.</summary>
    public static ImmutableArray<ChainReport> Of(MeasuredModel model, PruningOptions options) =>
    [
        .. model.Chains.Zip(model.Clusters, (chain, clusters) => Of(chain.Chain) with
        {
            Cka = chain.Cka,
            CkaStandardised = chain.CkaStandardised,
            Clusters = clusters,
            Runs = [.. clusters.Where(c => options.Standardised && c.Length > 1).Select(c => new Run(chain, [.. c.Skip(1)]).ToReport())],
        }),
    ];

    private static ChainReport Of(BlockChain chain) =>
        new(chain.Path, [.. chain.Blocks.Select(b => new BlockReport(b.Path, b.Class, b.Parameters, b.Removable, b.Reason))]);
}
