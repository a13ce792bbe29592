using System.Collections.Immutable;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Onnx;

namespace MPruner.OnnxRuntime.Tests;

public sealed class DeletingBlocksOfMiniLm
{
    private static readonly IModelBench Bench = new OnnxModelFormat(Engine.Started).Bench(new(2), new());

    [Fact]
    public void TheRestRunsAndKeepsItsOutputs()
    {
        var model = OnnxFile.Open(RealOnnxModels.MiniLm, null);
        var inputs = Tokens.Of(2, 16, 1);
        var first = Cosine(model, [], inputs);
        var without = model.Blocks.Select(block => Cosine(model, [block], inputs)).ToList();

        Assert.Equal(1, first, 9);
        Assert.All(without, cosine => Assert.InRange(cosine, 0.2, 0.99));
        TestContext.Current.SendDiagnosticMessage(string.Join(" ", without));
    }

    private static double Cosine(IPrunableModel model, ImmutableHashSet<Block> removed, ImmutableArray<NumericArray> inputs)
    {
        using var original = Bench.Run(model.File);
        using var pruned = Bench.Run(model.Write(new Candidate(model, removed)));
        var (a, b) = (original.Run(inputs)[0].ToDoubles(), pruned.Run(inputs)[0].ToDoubles());
        return Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
