using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Torch.Tests;

public sealed class MeasuringSensitivities(TorchScriptModels files)
{
    private const int Batches = 4;

    [Fact]
    public void MatchesPythonForClasses()
    {
        var sensitivities = Measure("cnn.pt", TrainingData.Images(files), comparesClasses: true);

        Assert.Equal(files.Names("sensitivities"), sensitivities.Select(s => s.Name).Order(StringComparer.Ordinal));

        // Squares of float32 sums: their relative errors are twice as large.
        Assert.All(sensitivities, s => Near.Equal(files.Recorded("sensitivities", s.Name), s.Array, 1e-4));
    }

    /// <summary>Every output counts: no weight of the last layer is without a gradient.</summary>
    [Fact]
    public void NeedsNoClasses()
    {
        var sensitivities = Measure("cnn.pt", TrainingData.Images(files), comparesClasses: false);

        Assert.All(sensitivities.Single(s => s.Name == "head.bias").Array.ToDoubles(), value => Assert.True(value > 0));
        Assert.Equal(
            sensitivities.SelectMany(s => s.Array.ToDoubles()),
            Measure("cnn.pt", TrainingData.Images(files), comparesClasses: false).SelectMany(s => s.Array.ToDoubles()));
    }

    [Fact]
    public void CountsItsBatches()
    {
        var progress = new ProgressLog();
        Measure("tagger.pt", TrainingData.Tokens(files), comparesClasses: true, progress);

        Assert.Equal(Enumerable.Range(1, Batches).Select(batch => $"Measuring gradients {batch}/{Batches}"), progress.Lines);
    }

    private ImmutableArray<NamedArray> Measure(string model, TrainingData data, bool comparesClasses, ProgressLog? progress = null) =>
        new TorchTrainer().MeasureSensitivities(
            new() { Model = files[model], Examples = data, Batches = Batches, ComparesClasses = comparesClasses, Seed = 7 },
            progress ?? new ProgressLog(),
            TestContext.Current.CancellationToken);
}
