using System.Collections.Immutable;

namespace MPruner.Core.Similarity;

/// <summary>The sums of HSIC₁ over some Gram groups, exactly: those of other groups can be added without rounding errors.</summary>
/// <remarks>
/// A sum is a short list of doubles that add up to it (<see cref="ExactSum"/>); it is empty for 0, and has a NaN if a term was not finite.
/// </remarks>
/// <param name="Groups">The number of groups.</param>
/// <param name="Pairs">Σ HSIC₁(K, L) of each pair of blocks i ≤ j, row by row: L(L+1)/2 sums.</param>
/// <param name="Floors">For each block what Σ HSIC₁(K, K) must exceed to be more than rounding errors.</param>
public sealed record HsicSums(int Groups, ImmutableArray<ImmutableArray<double>> Pairs, ImmutableArray<ImmutableArray<double>> Floors);
