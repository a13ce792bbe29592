using System.Collections.Immutable;
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

    /// <summary>The warning <c>MPR2323</c> if the similarities of some blocks are undefined; otherwise empty.</summary>
    public IEnumerable<Diagnostic> Notes
    {
        get
        {
            var constant = Chains.SelectMany(chain => chain.Constant).ToList();
            if (constant.Count > 0)
            {
                var named = string.Join(", ", constant.Take(MostNamed)) + (constant.Count > MostNamed ? ", …" : "");
                yield return new(
                    "MPR2323",
                    $"The outputs of {constant.Count} of {Model.Blocks.Length} blocks ({named}) do not vary over the calibration data. "
                    + "Their similarity is undefined, and they stay. Check that the inputs vary and are scaled as the model expects.");
            }
        }
    }
}
