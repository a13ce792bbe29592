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
    IPrunableModel Model, ImmutableArray<ChainMeasurement> Chains, ImmutableArray<ImmutableArray<ImmutableArray<int>>> Clusters);
