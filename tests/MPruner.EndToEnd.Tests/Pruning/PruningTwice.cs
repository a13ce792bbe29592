using MPruner.Core;
using MPruner.Core.Acceptance;

namespace MPruner.EndToEnd.Tests.Pruning;

public sealed class PruningTwice
{
    [Theory]
    [InlineData("residual_cnn.scripted.pt", 1)]
    [InlineData("residual_cnn.scripted.pt", 2)]
    [InlineData("masked_transformer.traced.pt", 1)]
    [InlineData("masked_transformer.traced.pt", 2)]
    public void WritesTheSameBytes(string model, int threads)
    {
        var options = new PruningOptions { Threshold = 0.3, MaxDrop = 0.5, Threads = threads };

        var (first, second) = (Pruned.Of(model, options), Pruned.Of(model, options));

        Assert.NotEmpty(first.Removed);
        Assert.Equal(first.Removed, second.Removed);
        Assert.Equal(Convert.ToHexString(first.Output!.Value.Span), Convert.ToHexString(second.Output!.Value.Span));
        Assert.Equal(first.Quality, second.Quality);
        Assert.Equal(first.Verdicts.Select(v => v.ToString()), second.Verdicts.Select(v => v.ToString()));
    }

    [Fact]
    public void WritesTheSameBytesWithTraining()
    {
        const string model = "masked_transformer.traced.pt";
        var untrainedOptions = new PruningOptions { Threshold = 0.3, MaxDrop = AcceptanceGuard.Off, Recovery = RecoverySteps.None };
        var options = untrainedOptions with { Recovery = RecoverySteps.Distill, Epochs = 20 };

        var (first, second, untrained) = (Pruned.Of(model, options), Pruned.Of(model, options), Pruned.Of(model, untrainedOptions));

        Assert.Equal(Convert.ToHexString(first.Output!.Value.Span), Convert.ToHexString(second.Output!.Value.Span));
        Assert.NotEqual(Convert.ToHexString(first.Output!.Value.Span), Convert.ToHexString(untrained.Output!.Value.Span));
    }
}
