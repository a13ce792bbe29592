using MPruner.Core.Ports;

namespace MPruner.Core.Tests.Pipeline;

public sealed class AnOutputThatCannotBeCompared
{
    [Theory]
    [InlineData(ElementType.Float32, new long[] { })]
    [InlineData(ElementType.Float32, new long[] { 1 })]
    [InlineData(ElementType.Float32, new long[] { 64, 0 })]
    [InlineData(ElementType.Float32, new long[] { 0, 64 })]
    [InlineData(ElementType.Float32, new long[] { 7, 64 })]
    [InlineData(ElementType.Complex64, new long[] { 64, 2 })]
    [InlineData(ElementType.QInt8, new long[] { 64, 2 })]
    public void IsRefusedBeforeAnythingIsMeasured(ElementType type, long[] shape)
    {
        var bytes = new byte[shape.Aggregate(1L, (product, size) => product * size) * type.Size()];
        var format = new SimulatedFormat(3, (_, _) => new NumericArray(type, [.. shape], bytes));

        var refused = Assert.Throws<PrunerException>(() => Simulation.Prune(format, Numbers.From(0, 400), new PruningOptions()));

        Assert.Equal("MPR3312", refused.Code);
        Assert.Contains("64 examples", refused.Message, StringComparison.Ordinal);
    }
}
