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

    /// <summary>What the clusters propose: every removable member but the anchor.</summary>
    public static IEnumerable<string> Plan(PruningResult result) => result.Chains.SelectMany(chain =>
        chain.Clusters.SelectMany(cluster => cluster.Skip(1)).Order().Select(i => chain.Blocks[i]).Where(b => b.Removable).Select(b => b.Path));
}
