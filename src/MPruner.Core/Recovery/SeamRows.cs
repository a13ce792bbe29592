using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Instrumentation;
using MPruner.Core.Ports;

namespace MPruner.Core.Recovery;

/// <summary>Chooses the rows of a batch that a seam is fitted on: positions of maps, real tokens, or examples.</summary>
internal static class SeamRows
{
    /// <summary>The chosen rows, by seed.</summary>
    /// <param name="shape">The residual stream's.</param>
    /// <param name="maps">Whether the stream is [examples, channels, positions…]; else its last dimension is the features.</param>
    /// <param name="inputs">The batch's inputs.</param>
    /// <param name="masks">The padding masks.</param>
    /// <param name="most">How many rows at most.</param>
    /// <param name="random">Seeded for this batch.</param>
    /// <returns>For maps [examples, positions], else [rows] of the stream with all but its last dimension flattened.</returns>
    public static NumericArray Choose(ImmutableArray<long> shape, bool maps, ImmutableArray<NumericArray> inputs, ImmutableArray<PaddingMask> masks, int most, SeededRandom random)
    {
        if (maps)
        {
            var positions = (int)shape.Skip(2).Aggregate(1L, (product, size) => product * size);
            var count = Math.Clamp(most / (int)shape[0], 1, positions);
            var rows = new long[shape[0] * count];
            for (var example = 0; example < shape[0]; example++)
            {
                var chosen = random.Choose(positions, count);
                for (var i = 0; i < count; i++)
                {
                    rows[(example * count) + i] = chosen[i];
                }
            }

            return NumericArray.Of(rows, shape[0], count);
        }

        var examples = inputs[0].Shape[0];
        var sequenceFirst = shape.Length == 3 && shape[1] == examples && shape[0] != examples;
        var layout = new TokenLayout(examples, shape[..^1].Aggregate(1L, (product, size) => product * size) / examples, sequenceFirst);
        var tokens = TokenRows.Choose(layout, inputs, masks, most, random);
        return NumericArray.Of(tokens.AsSpan(), tokens.Length);
    }
}
