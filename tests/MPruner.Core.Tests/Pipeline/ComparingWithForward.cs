using MPruner.Core.Pipeline;
using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

public sealed class ComparingWithForward
{
    [Theory]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(200)]
    public void TimesTheExamplesThatAreMeasured(int examples)
    {
        var batches = new List<int>();
        var format = new SimulatedFormat(3, (_, numbers) =>
        {
            batches.Add(numbers.Length);
            return NumericArray.Of(new float[numbers.Length], numbers.Length, 1);
        });
        var pipeline = new PruningPipeline(format, new Silence(), TimeProvider.System);

        var request = new AnalysisRequest(
            format.Original, Numbers.From(0, examples), new() { Standardised = false }, CompareForward: true);
        pipeline.Analyze(request, CancellationToken.None);

        // Five passes after a shorter one for warming up; the last group, if it is shorter, is dropped as in measuring.
        var group = Math.Min(examples, 64);
        Assert.Equal(Enumerable.Repeat(group, 5 * (examples / group)), batches.TakeLast(5 * (examples / group)));
    }
}
