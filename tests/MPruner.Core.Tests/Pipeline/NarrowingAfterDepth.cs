using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Reports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>
/// Four blocks with an inner dimension of 16 units each. A missing block and each narrowed dimension add a known relative error; that of a
/// dimension grows with the square of the share of its units that are removed.
/// </summary>
public sealed class NarrowingAfterDepth
{
    private const int Blocks = 4;
    private const int Units = 16;
    private const double MaxDrop = 0.05;
    private const int Features = 4;

    private static readonly double[] Costs = [0.01, 0.08, 0.3, 0.02];

    private static readonly PruningOptions Options = new() { Metric = QualityMetric.RelativeError, MaxDrop = MaxDrop, Width = true };

    [Fact]
    public void RemovesUnitsAsFarAsTheGuardAllows()
    {
        var result = Prune(Format(blockCost: 0.2));
        var state = SimulatedState.In(result.Output!.Value);
        Assert.Empty(result.Removed);
        Assert.InRange(Cost(state, 0.2), 0.02, MaxDrop);
        Assert.True(result.Quality!.Accepted);
        Assert.Equal(4000 - (SimulatedState.UnitParameters * state.Removed.Values.Sum(units => units.Length)), result.Parameters.After);
        Assert.Equal(result.Output.Value.Length, result.Bytes.After);
        Assert.True(result.Bytes.After < result.Bytes.Before);
    }

    [Fact]
    public void ReportsEveryNarrowedDimension()
    {
        var result = Prune(Format(blockCost: 0.2));
        var state = SimulatedState.In(result.Output!.Value);
        Assert.Equal(state.Removed.Keys.Select(block => $"blocks.{block}.down"), result.Narrowed.Select(d => d.Path));
        Assert.All(result.Narrowed.Zip(state.Removed.Values), pair =>
        {
            var (reported, removed) = pair;
            Assert.Equal("neuron", reported.Unit);
            Assert.Equal(new Change(Units, Units - removed.Length), reported.Units);
            Assert.Equal(SimulatedState.UnitParameters * removed.Length, reported.Parameters);
        });
        Assert.Contains(result.Verdicts, verdict => verdict.Narrowed.SequenceEqual(result.Narrowed) && verdict.Decision == "accepted");
    }

    /// <summary>As where a bias has an entry for each unit, of which the code says nothing.</summary>
    [Fact]
    public void SaysOfWhichUnitsTheEngineRefusesTheModelWithout()
    {
        var format = Format(blockCost: 0.2);
        var result = Prune(new SimulatedFormat(Blocks, (_, _) => throw new NotSupportedException())
        {
            Units = Units,
            NarrowedOutput = (state, examples) => state.Removed.ContainsKey(1)
                ? throw new EngineRefusedException(EngineStep.Run, "MPR3006", "It does not run.") { Reason = "The sizes must match." }
                : format.NarrowedOutput!(state, examples),
        });

        Assert.DoesNotContain(result.Narrowed, dimension => dimension.Block == "blocks.1");
        Assert.NotEmpty(result.Narrowed);
        var warning = Assert.Single(result.Warnings, w => w.Code == "MPR2326");
        Assert.StartsWith(
            "The units of blocks.1.down stay: of the model without some of them, the engine refuses to run it: The sizes must match. ",
            warning.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void RemovesTheUnitsThatVaryLeast()
    {
        var result = Prune(Format(blockCost: 0.2));
        Assert.All(SimulatedState.In(result.Output!.Value).Removed.Values, units => Assert.Equal(Enumerable.Range(0, units.Length), units));
    }

    [Fact]
    public void StartsFromWhatDepthLeft()
    {
        // All but the first block go, which takes four fifths of the limit.
        var result = Prune(Format(blockCost: 0.04 / 3));
        Assert.Equal(["blocks.1", "blocks.2", "blocks.3"], result.Removed);
        Assert.Equal(["blocks.0.down"], result.Narrowed.Select(d => d.Path));
        var state = SimulatedState.In(result.Output!.Value);
        Assert.InRange(Cost(state, 0.04 / 3), 0.04, MaxDrop);
        Assert.Equal(1000 - (SimulatedState.UnitParameters * state.Removed[0].Length), result.Parameters.After);
    }

    /// <summary>The first two removals take more than half of the limit; then the last block becomes similar, too, and may go.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RemovesTheBlocksThatDepthAloneRemoves(bool width)
    {
        int Written(IPrunableModel model, Block block) => model.Blocks.Length == Blocks ? block.Order / 3 : 0;
        var format = Format(blockCost: 0.04 / 3, unitCost: 1000, written: Written);
        var result = Prune(format, Options with { Width = width });
        Assert.Equal([2, 1], result.Verdicts.Where(v => v.Narrowed.IsEmpty).Select(v => v.Run.Length));
        Assert.Equal(["blocks.1", "blocks.2", "blocks.3"], result.Removed);
    }

    [Fact]
    public void LeavesTheDepthResultWhereTheGuardRejects()
    {
        var format = Format(blockCost: 0.048 / 3, unitCost: 1000);
        var result = Prune(format);
        Assert.Equal(3, result.Removed.Length);
        Assert.Empty(result.Narrowed);
        Assert.Empty(SimulatedState.In(result.Output!.Value).Removed);
        var narrowing = result.Verdicts.Where(v => !v.Narrowed.IsEmpty).ToList();
        Assert.NotEmpty(narrowing);
        Assert.All(narrowing, verdict => Assert.StartsWith("rejected", verdict.Decision, StringComparison.Ordinal));
    }

    [Fact]
    public void LeavesTheOriginalWhereNothingIsAccepted()
    {
        var format = Format(blockCost: 1, unitCost: 1000);
        var result = Prune(format);
        Assert.True(result.Output!.Value.Span.SequenceEqual(format.Original.Span));
        Assert.Contains(
            "removing similar blocks or units inside blocks lowers quality",
            result.Warnings.Single(w => w.Code == "MPR2101").Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void IsNotAttemptedUnlessAskedFor()
    {
        var result = Prune(Format(blockCost: 0.2), Options with { Width = false });
        Assert.Empty(result.Narrowed);
        Assert.All(result.Verdicts, verdict => Assert.Empty(verdict.Narrowed));
    }

    [Fact]
    public void DoesNothingOnceTheBudgetIsMet()
    {
        var result = Prune(Format(blockCost: 0.001), Options with { MaxParameters = 3000 });
        Assert.Single(result.Removed);
        Assert.All(result.Verdicts, verdict => Assert.Empty(verdict.Narrowed));
    }

    [Theory]
    [InlineData(3500L, null)]
    [InlineData(null, 9950L)]
    public void GoesNoFurtherThanTheBudgetNeeds(long? parameters, long? bytes)
    {
        var result = Prune(Format(blockCost: 1), Options with { MaxParameters = parameters, MaxBytes = bytes });
        Assert.Equal(500, result.Narrowed.Sum(d => d.Parameters), 100.0);
        Assert.InRange(result.Parameters.After!.Value, 3400, 3500);
        Assert.InRange(result.Bytes.After!.Value, 9940, 9950);
    }

    [Fact]
    public void NeverTakesWhatIsNotSmaller()
    {
        var result = Prune(Format(blockCost: 0.04 / 3, bytesPerUnit: -1));
        Assert.Equal(3, result.Removed.Length);
        Assert.Empty(result.Narrowed);
        Assert.Contains(result.Verdicts, v => v.Decision.Contains("not fewer than the", StringComparison.Ordinal));
    }

    [Fact]
    public void RefitsTheNarrowModelFromItsFirstNarrowedBlockOn()
    {
        // No unit of the first block can go.
        List<(Candidate Candidate, Seam Seam)> opened = [];
        var format = new SimulatedFormat(Blocks, (_, _) => throw new NotSupportedException())
        {
            Units = Units,
            NarrowedOutput = (state, examples) => Output(Cost(state, 0.2) + (state.Removed.ContainsKey(0) ? 1000 : 0), examples),
            SeamOpened = (candidate, seam) => opened.Add((candidate, seam)),
        };
        var options = Options with { Recovery = RecoverySteps.Linear };
        var result = Simulation.Prune(format, (Simulation.Calibration, Numbers.From(0, 1000)), options);
        var attempts = result.Verdicts.Where(verdict => !verdict.Narrowed.IsEmpty).ToList();
        Assert.NotEmpty(result.Narrowed);
        Assert.All(attempts, attempt => Assert.DoesNotContain("blocks.0.down", attempt.Narrowed.Select(d => d.Path)));
        var refitted = opened.Where(o => !SimulatedState.In(o.Candidate.Model.File).Removed.IsEmpty).ToList();
        Assert.All(refitted, refit => Assert.True(refit.Seam.IsEmpty && refit.Candidate.Narrowed.IsEmpty));
        Assert.Equal(
            attempts.SelectMany(attempt => Enumerable.Range(0, Blocks).Select(number => $"blocks.{number}")
                .SkipWhile(path => attempt.Narrowed.All(d => d.Path != $"{path}.down"))),
            refitted.Select(refit => refit.Seam.Before.Path));
    }

    [Fact]
    public void RaisesTheLevelWithEveryCandidate()
    {
        // Every candidate is just beyond the limit, and no example is hopeless, so each of them counts.
        var result = Prune(Format(blockCost: 0.06, unitCost: 0.06));
        var levels = result.Verdicts.Select(v => v.Decision).Where(d => d.Contains("at confidence", StringComparison.Ordinal)).ToList();
        Assert.Contains(result.Verdicts, v => !v.Narrowed.IsEmpty);
        for (var n = 1; n <= levels.Count; n++)
        {
            Assert.Contains(FormattableString.Invariant($"at confidence {1 - (0.5 / n):0.####},"), levels[n - 1], StringComparison.Ordinal);
        }
    }

    private static PruningResult Prune(SimulatedFormat format) => Prune(format, Options);

    private static PruningResult Prune(SimulatedFormat format, PruningOptions options) =>
        Simulation.Prune(format, Numbers.From(0, 500), options);

    private static SimulatedFormat Format(
        double blockCost, double unitCost = 0, int bytesPerUnit = 5, Func<IPrunableModel, Block, int>? written = null) =>
        new(Blocks, (_, _) => throw new NotSupportedException())
        {
            Units = Units,
            BytesPerUnit = bytesPerUnit,
            Written = written ?? ((_, _) => 0),
            NarrowedOutput = (state, examples) => Output(Cost(state, blockCost) + (state.Removed.IsEmpty ? 0 : unitCost), examples),
        };

    private static double Cost(SimulatedState state, double blockCost) =>
        (state.Missing.Count * blockCost)
        + state.Removed.Sum(block => Costs[block.Key] * Math.Pow((double)block.Value.Length / Units, 2));

    /// <summary>Numbers that vary as much as those that are added, so that the relative error is the cost.</summary>
    private static NumericArray Output(double cost, long[] examples)
    {
        var values = examples.SelectMany(example => Enumerable.Range(0, Features).Select(feature =>
            (float)(Draw((example * Features) + feature) + (Math.Sqrt(cost) * Draw(-1 - (example * Features) - feature)))));
        return NumericArray.Of([.. values], examples.Length, Features);
    }

    private static double Draw(long seed) => new SeededRandom(seed).NextDouble() - 0.5;
}
