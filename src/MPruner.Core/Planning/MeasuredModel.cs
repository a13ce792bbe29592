using System.Collections.Immutable;
using MPruner.Core.Clustering;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;

namespace MPruner.Core.Planning;

/// <summary>A model with the measurements of its chains.</summary>
/// <param name="Model">The model; blocks that measuring found not to be removable have a reason.</param>
/// <param name="Chains">The measurements of each chain.</param>
/// <param name="Clusters">
/// Each chain's clusters of similar consecutive blocks, by the blocks' indices, the anchor first; singletons included.
/// </param>
internal sealed record MeasuredModel(
    IPrunableModel Model, ImmutableArray<ChainMeasurement> Chains, ImmutableArray<ImmutableArray<ImmutableArray<int>>> Clusters)
{
    private const int MostNamed = 3;

    /// <summary>The warnings of <see cref="NotesOf"/>.</summary>
    public IEnumerable<Diagnostic> Notes => NotesOf(Chains);

    /// <summary>Finds the clusters of a model that was measured.</summary>
    public static MeasuredModel Of(IPrunableModel model, ImmutableArray<ChainMeasurement> chains, PruningOptions options) =>
        new(model.With([.. chains.Select(c => c.Chain)]), chains, [.. chains.Select(chain => ClustersOf(chain, options))]);

    /// <summary>The clusters of one chain.</summary>
    public static ImmutableArray<ImmutableArray<int>> ClustersOf(ChainMeasurement chain, PruningOptions options) =>
        ClusterFinder.Find(options.Clustering, chain.Cka, options.Threshold, chain.BreakBefore.AsSpan());

    /// <summary>The warning <c>MPR2323</c> if the similarities of some blocks are undefined; otherwise empty.</summary>
    public static IEnumerable<Diagnostic> NotesOf(ImmutableArray<ChainMeasurement> chains)
    {
        var constant = chains.SelectMany(chain => chain.Constant).ToList();
        if (constant.Count > 0)
        {
            var named = string.Join(", ", constant.Take(MostNamed)) + (constant.Count > MostNamed ? ", …" : "");
            yield return new(
                "MPR2323",
                $"The outputs of {constant.Count} of {chains.Sum(chain => chain.Chain.Blocks.Length)} blocks ({named}) do not vary "
                + "over the calibration data. Their similarity is undefined, and they stay. "
                + "Check that the inputs vary and are scaled as the model expects.");
        }
    }
}
