using System.Collections.Immutable;
using MPruner.Core.Ports;

namespace MPruner.Torch.Tests;

public sealed class ReestimatingStatistics(TorchScriptModels files)
{
    [Fact]
    public void GivesWhatPythonGives()
    {
        var statistics = Reestimate("cnn.pt", TrainingData.Images(files));

        Assert.Equal(["blocks.0.norm", "first.norm"], statistics.Select(tensor => tensor.Name[..tensor.Name.LastIndexOf('.')]).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(6, statistics.Length);
        // Means over float32 sums of a thousand numbers.
        Assert.All(statistics, tensor => Near.Equal(files.Said("statistics", tensor.Name), tensor.Array, 1e-5));
    }

    [Fact]
    public void ChangesNothingInATracedModule() => Assert.Empty(Reestimate("tagger.pt", TrainingData.Tokens(files)));

    [Fact]
    public void CountsItsPasses()
    {
        var progress = new HeardProgress();
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

    private ImmutableArray<NamedArray> Reestimate(string model, TrainingData data, HeardProgress? progress = null, CancellationToken? cancel = null) =>
        new TorchTrainer().ReestimateStatistics(new() { Model = files[model], Examples = data, Batches = 10, WarmUp = 4, Seed = 7 }, progress ?? new HeardProgress(), cancel ?? TestContext.Current.CancellationToken);
}
