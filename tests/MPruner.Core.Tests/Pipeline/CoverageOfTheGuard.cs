using MPruner.Core.Reports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>
/// How often the whole search, with its repeated looks at the same data, accepts a candidate whose true drop exceeds <c>MaxDrop</c>.
/// The models are simulated, so the true drop is known. The results are in docs/trust.md.
/// </summary>
public sealed class CoverageOfTheGuard
{
    private const double MaxDrop = 0.01;
    private const int Blocks = 7;
    private const int Runs = 300;

    [Theory]
    [InlineData(0.5, PruningStrategy.Verified)]
    [InlineData(0.9, PruningStrategy.Verified)]
    [InlineData(0.95, PruningStrategy.Verified)]
    [InlineData(0.5, PruningStrategy.Paper)]
    [InlineData(0.9, PruningStrategy.Paper)]
    [InlineData(0.95, PruningStrategy.Paper)]
    public void IsAtLeastTheConfidence(double confidence, PruningStrategy strategy)
    {
        var options = Options(confidence) with { Strategy = strategy, Width = false };
        var accepted = Accepted(options, run => new SimulatedClassifier(run, MaxDrop, Blocks));
        Report($"{strategy} {confidence}: {accepted.Count} of {Runs} accepted, {accepted.Count(drop => drop > MaxDrop)} exceed MaxDrop");
        AssertRare(accepted.Count(drop => drop > MaxDrop), 1 - confidence);
        Assert.True(accepted.Count > Runs / 10, $"Only {accepted.Count} of {Runs} runs accepted anything.");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.95)]
    public void IsAtLeastTheConfidenceWithNarrowing(double confidence)
    {
        var options = Options(confidence) with { Width = true };
        var attempts = 0;
        var accepted = Accepted(
            options, run => new SimulatedClassifier(run, MaxDrop, Blocks), result => attempts += result.Verdicts.Length);
        var exceeding = accepted.Count(drop => drop > MaxDrop);
        var mean = (double)attempts / Runs;
        Report($"with narrowing {confidence}: {accepted.Count} of {Runs} accepted, {exceeding} exceed MaxDrop, {mean:0.0} attempts");
        AssertRare(exceeding, 1 - confidence);

        // The distances of these models predict nothing, and still the limit is not looked for step by step.
        Assert.InRange(mean, 2, 8);
        Assert.True(accepted.Count > Runs / 10, $"Only {accepted.Count} of {Runs} runs accepted anything.");
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(0.9, false)]
    [InlineData(0.95, false)]
    [InlineData(0.5, true)]
    [InlineData(0.9, true)]
    [InlineData(0.95, true)]
    public void HoldsWhereEveryCandidateIsJustBeyondTheLimit(double confidence, bool narrowing)
    {
        var accepted = Accepted(Options(confidence) with { Width = narrowing }, run => new AtTheLimit(run));
        Report($"at the limit, narrowing {narrowing}, {confidence}: {accepted.Count} of {Runs} accepted, all exceed MaxDrop");
        AssertRare(accepted.Count, 1 - confidence);
    }

    private static PruningOptions Options(double confidence) => new() { MaxDrop = MaxDrop, Confidence = confidence };

    /// <summary>The true drops of the accepted candidates.</summary>
    private static List<double> Accepted(
        PruningOptions options, Func<long, SimulatedClassifier> draw, Action<PruningResult>? observe = null)
    {
        List<double> drops = [];
        for (var run = 0; run < Runs; run++)
        {
            var model = draw(run);
            var format = new SimulatedFormat(Blocks, (_, _) => throw new NotSupportedException())
            {
                Units = options.Width ? SimulatedClassifier.Units : 0,
                NarrowedOutput = model.Output,
            };
            var evaluation = Numbers.From(10_000L * run, 1200, SimulatedClassifier.Labels);
            var result = Simulation.Prune(format, evaluation, options with { Seed = run });
            observe?.Invoke(result);
            if (result.Quality is not null)
            {
                var (lost, won) = model.Shares(SimulatedState.In(result.Output!.Value));
                drops.Add(lost - won);
            }
        }

        return drops;
    }

    /// <summary>At most the share, and three standard errors of a share of 1,000 runs.</summary>
    private static void AssertRare(int exceeded, double share) => Assert.True(
        exceeded <= Runs * (share + (3 * Math.Sqrt(share * (1 - share) / 1000))),
        $"{exceeded} of {Runs} runs accepted a candidate that loses more than MaxDrop.");

    private static void Report(FormattableString line) =>
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(line));

    /// <summary>Every candidate loses a little more than the limit, each on examples of its own.</summary>
    private sealed class AtTheLimit(long seed) : SimulatedClassifier(seed, MaxDrop, Blocks)
    {
        public override (double Lost, double Won) Shares(SimulatedState state) =>
            state.IsWhole ? (0, 0) : ((1.001 * MaxDrop) + 0.02, 0.02);

        protected override double Place(SimulatedState state, long example)
        {
            var own = base.Place(state, example);
            if (state.IsWhole)
            {
                return own;
            }

            // Within the right and within the wrong answers, each candidate draws anew who is hit.
            var narrowed = state.Removed.Sum(block => (long)block.Value.Length << (4 * block.Key)) * 0x1D8E4E27C47D124F;
            var candidate = ((long)state.Missing.Sum(block => 1 << block) << 50) ^ narrowed;
            var drawn = new SeededRandom((Seed << 32) ^ example ^ candidate).NextDouble();
            return own > 1 - Accuracy ? 1 - Accuracy + (Accuracy * drawn) : (1 - Accuracy) * drawn;
        }
    }
}
