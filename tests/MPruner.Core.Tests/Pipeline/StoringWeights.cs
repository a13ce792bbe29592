using MPruner.Core.Ports;
using MPruner.Core.Reports;

namespace MPruner.Core.Tests.Pipeline;

/// <summary>Outputs are −50 to 50, so that a constant error e is a relative squared error of about e² / 850.</summary>
public sealed class StoringWeights
{
    /// <summary>Far beyond a relative error of 0.01.</summary>
    private const float TooFar = 30;

    [Theory]
    [InlineData(WeightStorage.Float16, 4950)]
    [InlineData(WeightStorage.Int8, 2376)]
    public void TakesTheFormThatWasAskedFor(WeightStorage asked, int bytes)
    {
        var result = Prune(new Simulated(), new() { Storage = asked });

        Assert.Equal(asked, result.Stored!.Form);
        Assert.Equal(bytes, result.Bytes.After);
        Assert.Equal(1000 * 2, result.Parameters.After);
        Assert.Equal("accepted", result.Verdicts[^1].Decision);
        Assert.DoesNotContain(result.Warnings, w => w.Code == "MPR2330");
    }

    [Fact]
    public void ChangesNothingUnlessAsked()
    {
        var result = Prune(new Simulated(), new());

        Assert.Null(result.Stored);
        Assert.All(result.Verdicts, verdict => Assert.Null(verdict.Stored));
    }

    [Fact]
    public void TakesHalfPrecisionWhereIntegersAreRefused()
    {
        var result = Prune(
            new Simulated { Error = stored => stored.Form == WeightStorage.Int8 ? TooFar : 0 }, new() { Storage = WeightStorage.Int8 });

        Assert.Equal(WeightStorage.Float16, result.Stored!.Form);
        var warning = Assert.Single(result.Warnings, w => w.Code == "MPR2330");
        Assert.Contains("as Float16 and not as Int8: Int8 alone moves the original's outputs", warning.Message, StringComparison.Ordinal);
        Assert.Single(result.Removed);
    }

    [Fact]
    public void KeepsTheWeightsWhereBothAreRefused()
    {
        var result = Prune(new Simulated { Error = _ => TooFar }, new() { Storage = WeightStorage.Int8 });

        Assert.Null(result.Stored);
        Assert.Single(result.Removed);
        Assert.Equal(9_900, result.Bytes.After);
        var warning = Assert.Single(result.Warnings, w => w.Code == "MPR2330");
        Assert.Contains("Int8 alone moves", warning.Message, StringComparison.Ordinal);
        Assert.Contains("Float16 alone moves", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NeverMakesTheFileLarger()
    {
        var result = Prune(new Simulated { Share = _ => 1.001 }, new() { Storage = WeightStorage.Int8 });

        Assert.Null(result.Stored);
        Assert.Equal(9_900, result.Bytes.After);
        var warning = Assert.Single(result.Warnings, w => w.Code == "MPR2330");
        Assert.Contains("bytes, not fewer than 10000", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AppliesToAModelThatKeepsAllItsBlocks()
    {
        var result = Prune(new Simulated { BlocksMatter = true }, new() { Storage = WeightStorage.Int8 });

        Assert.Empty(result.Removed);
        Assert.Equal(2_400, result.Bytes.After);
        var warning = Assert.Single(result.Warnings, w => w.Code == "MPR2101");
        Assert.EndsWith("only the storage of its weights is changed.", warning.Message, StringComparison.Ordinal);
    }

    /// <summary>With 31 steps the outputs move by 1² / 850, and with 23 by 2² / 850, which is more than a quarter of 0.01.</summary>
    [Fact]
    public void TakesTheFewestStepsThatHardlyMoveTheOutputs()
    {
        var result = Prune(new Simulated { Error = stored => stored.Steps > 23 ? 1 : 2 }, new() { Storage = WeightStorage.Int8 });

        Assert.Equal(31, result.Stored!.Steps);
    }

    /// <summary>The first 256 examples for tuning show no difference between few and many steps; all of them together do.</summary>
    [Fact]
    public void TakesAllStepsWhereFewAreRefused()
    {
        var looks = 0;
        var result = Prune(
            new Simulated { Error = stored => stored.Steps < 127 && looks++ > 5 ? TooFar : 0 }, new() { Storage = WeightStorage.Int8 });

        Assert.Equal(127, result.Stored!.Steps);
        Assert.DoesNotContain(result.Warnings, w => w.Code == "MPR2330");
    }

    /// <summary>With all steps the file has 2,500 bytes.</summary>
    [Theory]
    [InlineData(3_000)]
    [InlineData(2_450)]
    public void RemovesNoBlockWhereItAloneMeetsTheBudget(long bytes)
    {
        var result = Prune(new Simulated(), new() { Storage = WeightStorage.Int8, MaxBytes = bytes });

        Assert.Empty(result.Removed);
        Assert.Equal(2_400, result.Bytes.After);
    }

    private static PruningResult Prune(Simulated model, PruningOptions options)
    {
        var format = new SimulatedFormat(3, (missing, examples) => NumericArray.Of(
            [.. examples.Select(e => Value(e) + (missing.Count > (model.BlocksMatter ? 0 : 1) ? TooFar : 0))], examples.Length))
        {
            StoredError = model.Error,
            StoredShare = model.Share,
        };
        return Simulation.Prune(format, Numbers.From(0, 600), options with { Metric = QualityMetric.RelativeError });
    }

    private static float Value(long example) => (example * 37 % 101) - 50;

    private sealed record Simulated
    {
        public Func<StoredWeights, float> Error { get; init; } = _ => 0;

        public Func<StoredWeights, double> Share { get; init; } = stored => (stored.Form, stored.Steps) switch
        {
            (WeightStorage.Float16, _) => 0.5,
            (_, StoredWeights.MostSteps) => 0.25,
            _ => 0.24,
        };

        public bool BlocksMatter { get; init; }
    }
}
