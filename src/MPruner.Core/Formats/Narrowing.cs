using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Formats;

/// <summary>What remains of an inner dimension.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Kept">The units that remain, ascending; at least one.</param>
/// <param name="Reader">
/// The new values of the reading layer's tensors, whose weight has only the inputs of the remaining units. Tensors that are not named keep
/// their values.
/// </param>
public sealed record Narrowing(InnerDimension Dimension, ImmutableArray<int> Kept, ImmutableArray<NamedArray> Reader);
