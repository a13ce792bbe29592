using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>
/// How often the whole search, with its repeated looks at the same data, accepts a candidate whose true drop exceeds <c>MaxDrop</c>.
/// The models are simulated, so the true drop is known. The results are in docs/trust.md.
/// </summary>
public sealed class CoverageOfTheGuard
{
    private const double MaxDrop = 0.01;
    private const double Accuracy = 0.92;
    private const int Blocks = 7;
    private const int Runs = 1000;

    [Theory]
    [InlineData(0.5, PruningStrategy.Verified)]
    [InlineData(0.9, PruningStrategy.Verified)]
    [InlineData(0.95, PruningStrategy.Verified)]
    [InlineData(0.5, PruningStrategy.Paper)]
    [InlineData(0.9, PruningStrategy.Paper)]
    [InlineData(0.95, PruningStrategy.Paper)]
    public void IsAtLeastTheConfidence(double confidence, PruningStrategy strategy)
    {
        var accepted = Accepted(confidence, strategy, run => new Truth(run));
        Report($"{strategy} {confidence}: {accepted.Count} of {Runs} accepted, {accepted.Count(drop => drop > MaxDrop)} exceed MaxDrop");
        AssertRare(accepted.Count(drop => drop > MaxDrop), 1 - confidence);
        Assert.True(accepted.Count > Runs / 10, $"Only {accepted.Count} of {Runs} runs accepted anything.");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.95)]
    public void HoldsWhereEveryCandidateIsJustBeyondTheLimit(double confidence)
    {
        var accepted = Accepted(confidence, PruningStrategy.Verified, run => new AtTheLimit(run));
        Report($"at the limit, {confidence}: {accepted.Count} of {Runs} accepted, all exceed MaxDrop");
        AssertRare(accepted.Count, 1 - confidence);
    }

    /// <summary>The true drops of the accepted candidates.</summary>
    private static List<double> Accepted(double confidence, PruningStrategy strategy, Func<long, Truth> draw)
    {
        List<double> drops = [];
        for (var run = 0; run < Runs; run++)
        {
            var model = draw(run);
            var result = Simulation.Prune(
                new SimulatedFormat(Blocks, model.Output),
                Numbers.From(10_000L * run, 1200, Truth.Labels),
                new PruningOptions { MaxDrop = MaxDrop, Confidence = confidence, Strategy = strategy, Seed = run });
            if (!result.Removed.IsEmpty)
            {
                var (lost, won) = model.Shares([.. result.Removed.Select(path => int.Parse(path.Split('.')[1]))]);
                drops.Add(lost - won);
            }
        }

        return drops;
    }

    /// <summary>At most the share, and three standard errors of a share of so many runs.</summary>
    private static void AssertRare(int exceeded, double share) => Assert.True(
        exceeded <= (share * Runs) + (3 * Math.Sqrt(share * (1 - share) * Runs)),
        $"{exceeded} of {Runs} runs accepted a candidate that loses more than MaxDrop.");

    private static void Report(FormattableString line) =>
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(line));

    /// <summary>
    /// A classifier whose every missing block turns a share of right answers wrong, and a smaller share of wrong ones right.
    /// Which examples are hit depends on the example alone, so larger removals hit more of the same examples.
    /// </summary>
    private class Truth
    {
        private readonly double[] losses;
        private readonly double[] gains;

        public Truth(long seed)
        {
            Seed = seed;
            var random = new SeededRandom(seed);

            // The drop of all blocks together is from a quarter of the limit to six times the limit.
            var scale = MaxDrop * (0.25 + (6 * random.NextDouble())) / Blocks;
            losses = [.. Enumerable.Range(0, Blocks).Select(_ => 3 * scale * random.NextDouble())];
            gains = [.. losses.Select(loss => 0.5 * loss * random.NextDouble())];
        }

        protected long Seed { get; }

        public static NumericArray Labels(long[] examples) => NumericArray.Of([.. examples.Select(Label)], examples.Length);

        private static long Label(long example) => (long)(new SeededRandom(example * 31).NextBits() & 1);

        /// <summary>The shares of examples that become wrong and right.</summary>
        public virtual (double Lost, double Won) Shares(ImmutableHashSet<int> missing) =>
            (missing.Sum(block => losses[block]), missing.Sum(block => gains[block]));

        public NumericArray Output(ImmutableHashSet<int> missing, long[] examples)
        {
            var (lost, won) = Shares(missing);
            var scores = new float[2 * examples.Length];
            for (var i = 0; i < examples.Length; i++)
            {
                var place = Place(missing, examples[i]);
                var right = place > 1 - Accuracy + lost || place < won;
                scores[(2 * i) + (right ? (int)Label(examples[i]) : 1 - (int)Label(examples[i]))] = 1;
            }

            return NumericArray.Of(scores, examples.Length, 2);
        }

        /// <summary>Where an example is between 0 and 1, uniformly distributed.</summary>
        protected virtual double Place(ImmutableHashSet<int> missing, long example) =>
            new SeededRandom((Seed << 32) ^ example).NextDouble();
    }

    /// <summary>Every candidate loses a little more than the limit, each on examples of its own.</summary>
    private sealed class AtTheLimit(long seed) : Truth(seed)
    {
        public override (double Lost, double Won) Shares(ImmutableHashSet<int> missing) =>
            missing.IsEmpty ? (0, 0) : ((1.001 * MaxDrop) + 0.02, 0.02);

        protected override double Place(ImmutableHashSet<int> missing, long example)
        {
            var own = base.Place(missing, example);
            if (missing.IsEmpty)
            {
                return own;
            }

            // Within the right and within the wrong answers, each candidate draws anew who is hit.
            var drawn = new SeededRandom((Seed << 32) ^ example ^ ((long)missing.Sum(block => 1 << block) << 50)).NextDouble();
            return own > 1 - Accuracy ? 1 - Accuracy + (Accuracy * drawn) : (1 - Accuracy) * drawn;
        }
    }
}
