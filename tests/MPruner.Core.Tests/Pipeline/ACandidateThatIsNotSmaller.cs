using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

public sealed class ACandidateThatIsNotSmaller
{
    [Theory]
    [InlineData(0)]
    [InlineData(-20)]
    public void NeverWins(int bytesPerBlock)
    {
        var format = new SimulatedFormat(4, (_, examples) => NumericArray.Of([.. examples.Select(e => (float)e)], examples.Length))
        {
            BytesPerBlock = bytesPerBlock,
        };

        var result = Simulation.Prune(format, Numbers.From(0, 400), new PruningOptions());

        Assert.Empty(result.Removed);
        Assert.True(result.Output!.Value.Span.SequenceEqual(format.Original.Span));
        Assert.All(result.Verdicts, verdict => Assert.Contains("not fewer than", verdict.Decision, StringComparison.Ordinal));
        Assert.NotEmpty(result.Verdicts);
        var warning = Assert.Single(result.Warnings, w => w.Code == "MPR2101");
        Assert.Contains("no candidate's file is smaller than the original's", warning.Message, StringComparison.Ordinal);
    }
}
