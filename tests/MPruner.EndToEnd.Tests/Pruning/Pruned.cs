using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Reports;
using MPruner.ScriptModels.Ports;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>Prunes specimens on their own examples.</summary>
internal static class Pruned
{
    public static PruningResult Of(string model, PruningOptions options, IModelEngine? engine = null)
    {
        var specimen = Specimen.Named(model);
        return Quiet.Pipeline(engine).Prune(new(specimen.Model, specimen.Examples, null, options), CancellationToken.None);
    }

    /// <summary>What the clusters propose: every removable member except the anchor.</summary>
    public static IEnumerable<string> Plan(PruningResult result) => Plan(result, cluster => cluster.Skip(1));

    /// <summary>The removable blocks among chosen members of the clusters.</summary>
    /// <param name="result">The clusters.</param>
    /// <param name="choose">Chooses from one cluster.</param>
    public static IEnumerable<string> Plan(PruningResult result, Func<ImmutableArray<int>, IEnumerable<int>> choose) =>
        from chain in result.Chains
        from member in chain.Clusters.SelectMany(choose).Order()
        where chain.Blocks[member].Removable
        select chain.Blocks[member].Path;
}
