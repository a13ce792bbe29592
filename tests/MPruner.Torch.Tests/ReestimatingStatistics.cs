using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Torch.Tests;

public sealed class ReestimatingStatistics(TorchScriptModels files)
{
    [Fact]
    public void MatchesPython()
    {
        var statistics = Reestimate("cnn.pt", TrainingData.Images(files));

        var modules = statistics.Select(tensor => tensor.Name[..tensor.Name.LastIndexOf('.')]).Distinct();
        Assert.Equal(["blocks.0.norm", "first.norm"], modules.Order(StringComparer.Ordinal));
        Assert.Equal(6, statistics.Length);

        // Means of float32 sums of a thousand numbers.
        Assert.All(statistics, tensor => Near.Equal(files.Recorded("statistics", tensor.Name), tensor.Array, 1e-5));
    }

    [Fact]
    public void ChangesNothingInATracedModule() => Assert.Empty(Reestimate("tagger.pt", TrainingData.Tokens(files)));

    [Fact]
    public void CountsItsPasses()
    {
        var progress = new ProgressLog();
        Reestimate("cnn.pt", TrainingData.Images(files), progress);

        Assert.Equal(Enumerable.Range(1, 10).Select(pass => $"Normalising {pass}/10"), progress.Lines);
    }

    [Fact]
    public void EndsWhenCancelled()
    {
        using var cancel = new CancellationTokenSource();
        var read = 0;
        var data = TrainingData.Images(files, (_, _) =>
        {
            read++;
            cancel.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => Reestimate("cnn.pt", data, cancel: cancel.Token));
        Assert.Equal(1, read);
    }

    private ImmutableArray<NamedArray> Reestimate(
        string model, TrainingData data, ProgressLog? progress = null, CancellationToken? cancel = null) =>
        new TorchTrainer().ReestimateStatistics(
            new() { Model = files[model], Examples = data, Batches = 10, WarmUp = 4, Seed = 7 },
            progress ?? new ProgressLog(),
            cancel ?? TestContext.Current.CancellationToken);
}
