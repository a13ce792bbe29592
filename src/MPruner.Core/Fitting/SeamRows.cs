using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Ports;

namespace MPruner.Core.Fitting;

/// <summary>Chooses the rows of a batch on which a seam is fitted: positions of feature maps, real tokens, or examples.</summary>
/// <param name="Shape">The shape of the residual stream.</param>
/// <param name="OnMaps">Whether the stream is [examples, channels, positions…]; otherwise its last dimension is the features.</param>
/// <param name="Masks">The padding masks.</param>
/// <param name="Most">The maximum number of rows.</param>
internal sealed record SeamRows(ImmutableArray<long> Shape, bool OnMaps, ImmutableArray<PaddingMask> Masks, int Most)
{
    /// <summary>The chosen rows.</summary>
    /// <param name="inputs">The batch's inputs.</param>
    /// <param name="random">Random numbers, seeded for this batch.</param>
    /// <returns>
    /// int64: for maps [examples, positions], otherwise [rows], indices into the stream with all but its last dimension flattened.
    /// </returns>
    public NumericArray Choose(ImmutableArray<NumericArray> inputs, SeededRandom random) =>
        OnMaps ? Positions(random) : Tokens(inputs, random);

    private NumericArray Positions(SeededRandom random)
    {
        var positions = (int)Shape.Skip(2).Aggregate(1L, (product, size) => product * size);
        var count = Math.Clamp(Most / (int)Shape[0], 1, positions);
        var rows = new long[Shape[0] * count];
        for (var example = 0; example < Shape[0]; example++)
        {
            var chosen = random.Choose(positions, count);
            for (var i = 0; i < count; i++)
            {
                rows[(example * count) + i] = chosen[i];
            }
        }

        return NumericArray.Of(rows, Shape[0], count);
    }

    private NumericArray Tokens(ImmutableArray<NumericArray> inputs, SeededRandom random)
    {
        var examples = inputs[0].Shape[0];
        var sequenceFirst = Shape.Length == 3 && Shape[1] == examples && Shape[0] != examples;
        var layout = new TokenLayout(examples, Shape[..^1].Aggregate(1L, (product, size) => product * size) / examples, sequenceFirst);
        var tokens = TokenRows.Choose(layout, new MaskedInputs(inputs, Masks), Most, random);
        return NumericArray.Of(tokens.AsSpan(), tokens.Length);
    }
}
