using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>
/// A classifier whose every missing block turns a share of right answers wrong, and a smaller share of wrong ones right; so does every
/// narrowed dimension, with the square of the share of its removed units. Which examples are hit depends on the example alone, so larger
/// removals hit more of the same examples.
/// </summary>
internal class SimulatedClassifier
{
    /// <summary>The units of each block's inner dimension.</summary>
    public const int Units = 12;

    /// <summary>The accuracy of the original.</summary>
    protected const double Accuracy = 0.92;

    private readonly double[] losses;
    private readonly double[] gains;
    private readonly double[] narrowing;

    /// <param name="seed">The seed of the shares and of who is hit.</param>
    /// <param name="limit">The largest accepted drop.</param>
    /// <param name="blocks">The number of blocks.</param>
    public SimulatedClassifier(long seed, double limit, int blocks)
    {
        Seed = seed;
        var random = new SeededRandom(seed);

        // The drop of all blocks together is from a quarter of the limit to six times the limit.
        var scale = limit * (0.25 + (6 * random.NextDouble())) / blocks;
        losses = [.. Enumerable.Range(0, blocks).Select(_ => 3 * scale * random.NextDouble())];
        gains = [.. losses.Select(loss => 0.5 * loss * random.NextDouble())];
        narrowing = [.. losses.Select(_ => 2 * scale * random.NextDouble())];
    }

    /// <summary>The seed.</summary>
    protected long Seed { get; }

    /// <summary>The right answers.</summary>
    public static NumericArray Labels(long[] examples) => NumericArray.Of([.. examples.Select(Label)], examples.Length);

    /// <summary>The shares of examples that become wrong and right.</summary>
    public virtual (double Lost, double Won) Shares(SimulatedState state)
    {
        var narrowed = state.Removed.Sum(block => narrowing[block.Key] * Math.Pow((double)block.Value.Length / Units, 2));
        return (state.Missing.Sum(block => losses[block]) + narrowed, state.Missing.Sum(block => gains[block]));
    }

    /// <summary>The scores of both classes.</summary>
    public NumericArray Output(SimulatedState state, long[] examples)
    {
        var (lost, won) = Shares(state);
        var scores = new float[2 * examples.Length];
        for (var i = 0; i < examples.Length; i++)
        {
            var place = Place(state, examples[i]);
            var right = place > 1 - Accuracy + lost || place < won;
            scores[(2 * i) + (right ? (int)Label(examples[i]) : 1 - (int)Label(examples[i]))] = 1;
        }

        return NumericArray.Of(scores, examples.Length, 2);
    }

    /// <summary>Where an example is between 0 and 1, uniformly distributed.</summary>
    protected virtual double Place(SimulatedState state, long example) => new SeededRandom((Seed << 32) ^ example).NextDouble();

    private static long Label(long example) => (long)(new SeededRandom(example * 31).NextBits() & 1);
}
