using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;

namespace MPruner.Core.Planning;

/// <summary>A model and what the calibration data say of its chains.</summary>
/// <param name="Model">The model; blocks that the data forbid removing have their reason.</param>
/// <param name="Chains">Each chain's similarities.</param>
/// <param name="Clusters">
/// Each chain's clusters of similar consecutive blocks, by the blocks' indices, the anchor first; singletons included.
/// </param>
internal sealed record MeasuredModel(
    IPrunableModel Model, ImmutableArray<ChainMeasurement> Chains, ImmutableArray<ImmutableArray<ImmutableArray<int>>> Clusters);
