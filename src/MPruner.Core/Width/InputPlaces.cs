using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;

namespace MPruner.Core.Width;

/// <summary>
/// Chooses the places of a batch at which the inputs of reading layers are summed up: fractions of an example's positions or tokens. Where
/// the model has a padding mask, they are those of real tokens.
/// </summary>
/// <param name="Masks">The padding masks.</param>
/// <param name="Most">The maximum number of places per example; with a mask there are no more than its tokens.</param>
internal sealed record InputPlaces(ImmutableArray<PaddingMask> Masks, int Most)
{
    /// <summary>The chosen places.</summary>
    /// <param name="inputs">The batch's inputs.</param>
    /// <param name="random">Random numbers, seeded for this batch.</param>
    /// <returns>
    /// float64 [examples, places] in [0, 1): token t of T is (t + ½)/T, in random order, again from the start if there are too few; without
    /// a mask, or if an example has no real token, the places are spread evenly, each at random in its share of the example.
    /// </returns>
    public NumericArray Choose(ImmutableArray<NumericArray> inputs, SeededRandom random)
    {
        var examples = (int)inputs[0].Shape[0];
        var masks = TokenMasks(inputs, examples);
        var count = masks.Count == 0 ? Most : Math.Min(Most, masks.Max(mask => mask.Tokens));
        var places = new double[examples * count];
        for (var example = 0; example < examples; example++)
        {
            var own = places.AsSpan(example * count, count);
            var real = RealTokens(masks, example);
            if (real.Length == 0)
            {
                Spread(own, random);
                continue;
            }

            var order = random.Choose(real.Length, real.Length);
            for (var i = 0; i < count; i++)
            {
                own[i] = real[order[i % order.Length]];
            }
        }

        return NumericArray.Of(ElementType.Float64, places, examples, count);
    }

    private static void Spread(Span<double> places, SeededRandom random)
    {
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = Math.Min((i + random.NextDouble()) / places.Length, Math.BitDecrement(1.0));
        }
    }

    /// <summary>The places of an example's tokens that are real by all masks; by the longest one alone if there are none.</summary>
    private static double[] RealTokens(List<TokenMask> masks, int example)
    {
        if (masks.Count == 0)
        {
            return [];
        }

        var longest = masks.MaxBy(mask => mask.Tokens)!;
        var real = Enumerable.Range(0, longest.Tokens)
            .Select(token => (token + 0.5) / longest.Tokens)
            .Where(place => longest.IsReal(example, place))
            .ToArray();
        var common = Array.FindAll(real, place => masks.TrueForAll(mask => mask.IsReal(example, place)));
        return common.Length > 0 ? common : real;
    }

    private List<TokenMask> TokenMasks(ImmutableArray<NumericArray> inputs, int examples) =>
    [
        .. Masks.Where(mask => inputs[mask.Input].Shape is [var rows, > 0] && rows == examples)
            .Select(mask => (Tokens: (int)inputs[mask.Input].Shape[1], Real: mask.RealTokens(inputs)))
            .Where(mask => mask.Real is not null)
            .Select(mask => new TokenMask(mask.Tokens, mask.Real!.Value)),
    ];

    private sealed record TokenMask(int Tokens, ImmutableArray<bool> Real)
    {
        public bool IsReal(int example, double place) => Real[(example * Tokens) + (int)(place * Tokens)];
    }
}
