using MPruner.Core.Ports;

namespace MPruner.Core.Measuring;

/// <summary>
/// Chooses the features of large feature maps from which Gram matrices are estimated: other positions in each channel, drawn anew for each
/// group. Maps of up to <see cref="Most"/> features are measured whole.
/// </summary>
/// <remarks>
/// The Gram matrix of a seeded sample is an unbiased estimate, but the product of two estimates from the same sample is not: it contains
/// their common error. Therefore two halves are drawn independently, and only products of one half with the other are used
/// (<see cref="Similarity.CkaAccumulator"/>). Within a half the positions of a channel are stratified. Different channels have different
/// positions, because neighbouring positions, and all channels at a position, vary together.
/// </remarks>
internal sealed class FeatureSample
{
    /// <summary>The number of features of an example that are used. Its effect on similarities is in <c>docs/performance.md</c>.</summary>
    public const int Most = 32_768;

    private const int FractionBits = 20;

    private readonly List<MapSize?> sizes;
    private readonly int width;

    /// <param name="layouts">The layouts of all blocks.</param>
    public FeatureSample(IReadOnlyList<BlockLayout> layouts)
    {
        sizes = [.. layouts.Select(layout => MapSize.Of(layout))];
        width = sizes.Max(size => size?.Sampled ?? 0);
    }

    /// <summary>The chosen features for one group.</summary>
    /// <param name="seed">The group's seed.</param>
    /// <returns>
    /// The value of <see cref="Formats.RecordRequest.Features"/>. Maps of the same size have the same features.
    /// </returns>
    public NumericArray Choose(long seed)
    {
        var chosen = new long[sizes.Count * width];
        Array.Fill(chosen, -1);
        var known = new Dictionary<MapSize, int>();
        for (var block = 0; block < sizes.Count; block++)
        {
            if (sizes[block] is not { } size)
            {
                continue;
            }

            var own = chosen.AsSpan(block * width, size.Sampled);
            if (known.TryGetValue(size, out var same))
            {
                chosen.AsSpan(same * width, size.Sampled).CopyTo(own);
            }
            else
            {
                size.Fill(own, new SeededRandom(seed ^ (size.Channels << FractionBits)));
                known.Add(size, block);
            }
        }

        return NumericArray.Of(chosen, sizes.Count, width);
    }

    /// <summary>The size of a map that is sampled.</summary>
    /// <param name="Channels">C.</param>
    /// <param name="Positions">The number of positions.</param>
    /// <param name="ChannelsLast">Whether the channels of a position follow each other in memory.</param>
    private sealed record MapSize(long Channels, long Positions, bool ChannelsLast)
    {
        /// <summary>The number of features in both halves.</summary>
        public int Sampled => (int)(2 * Channels * Strata);

        /// <summary>The number of positions of a channel in one half.</summary>
        private long Strata => Math.Max(1, Most / (2 * Channels));

        /// <summary>The size of the map that a block writes; null if all of it is measured.</summary>
        public static MapSize? Of(BlockLayout layout)
        {
            if (layout is not { HasPositions: true, Width: { } channels })
            {
                return null;
            }

            var size = new MapSize(channels, layout.Positions, layout.HasChannelsLast);
            return 2 * size.Strata < size.Positions ? size : null;
        }

        /// <summary>Draws one position in each stratum of each channel.</summary>
        public void Fill(Span<long> features, SeededRandom random)
        {
            for (var i = 0; i < features.Length; i++)
            {
                var (channel, stratum) = (i / Strata % Channels, i % Strata);
                var position = ((stratum << FractionBits) + random.Next(1 << FractionBits)) * Positions / (Strata << FractionBits);
                features[i] = ChannelsLast ? (position * Channels) + channel : (channel * Positions) + position;
            }
        }
    }
}
