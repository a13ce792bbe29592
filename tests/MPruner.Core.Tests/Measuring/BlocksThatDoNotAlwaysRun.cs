using System.Collections.Immutable;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Ports;
using MPruner.Core.Tests.Pipeline;

namespace MPruner.Core.Tests.Measuring;

public sealed class BlocksThatDoNotAlwaysRun
{
    [Theory]
    [InlineData(40, null)]
    [InlineData(200, "It did not run on the calibration data.")]
    public void HaveNoReasonIfTheyRunOnSomeExampleOfAGroup(int from, string? reason)
    {
        var format = new SimulatedFormat(3, (_, _) => throw new NotSupportedException());
        var model = format.Open(format.Original, null);
        var examples = BoundExamples.Bind(Numbers.From(0, 64), model.Signature);
        using var all = format.Record(model, 1, standardised: false);
        using var recorder = new EarlyExit(all, from);

        var chains = new BlockMeasurer(recorder, model.Chains, examples, new PruningOptions { Standardised = false })
            .MeasureAll(new Silence(), CancellationToken.None);

        Assert.Equal([null, null, reason], chains[0].Chain.Blocks.Select(block => block.Reason));
    }

    /// <summary>The last block runs only if a batch has an example from some number on.</summary>
    private sealed class EarlyExit(IBlockRecorder all, int from) : IBlockRecorder
    {
        public void Record(ImmutableArray<NumericArray> inputs, RecordRequest request, Action<PassRecord> look) =>
            all.Record(inputs, request, pass =>
                look(inputs[0].ToDoubles().Max() >= from ? pass : pass with { Blocks = pass.Blocks[..^1] }));

        public void Dispose()
        {
        }
    }
}
