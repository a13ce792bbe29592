using System.Collections.Immutable;
using System.Numerics.Tensors;
using MPruner.Core;
using MPruner.Core.Examples;
using MPruner.Core.Fitting;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.EndToEnd.Tests;
using MPruner.Onnx;

namespace MPruner.OnnxRuntime.Tests;

/// <summary>Each block of all-MiniLM-L6-v2 alone is removed, on sequences of words that are drawn by chance.</summary>
public sealed class RepairingMiniLm
{
    private const int Width = 384;

    private static readonly IPrunableModel Model = OnnxFile.Open(RealOnnxModels.MiniLm, null);
    private static readonly IModelBench Bench = new OnnxModelFormat(Engine.Started).Bench(new(2), new());
    private static readonly ImmutableArray<NumericArray> HeldOut = Tokens.Of(16, 24, seed: 2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void AFoldComesNearerToTheOriginalThanDeletion(int block)
    {
        var chain = Model.Chains[0].Blocks;
        var candidate = new Candidate(Model, [chain[block]]);
        var repairs = Fitter().Fit(candidate, new Seam(chain[block - 1], chain[block]));

        var deleted = Cosine(candidate);
        var folded = Cosine(candidate.With(repairs.Single(repair => repair.Kind == "fold")));
        TestContext.Current.SendDiagnosticMessage($"block {block}: deleted {deleted:0.000}, folded {folded:0.000}");
        Assert.InRange(folded, deleted + (0.2 * (1 - deleted)), 1);
    }

    private static SeamFitter Fitter()
    {
        var data = Tokens.Of(96, 24, seed: 1);
        var examples = new MemoryExamples([.. data.Zip(Model.Signature.Arguments, (array, argument) => (argument.Name, array))]);
        var bound = BoundExamples.Bind(examples, Model.Signature);
        var options = new PruningOptions { Threads = 2 };
        var run = new RunContext(Bench, options, new Quiet(), CancellationToken.None) { Clock = TimeProvider.System };
        return new(run, bound, PaddingMasks.Find(bound, null));
    }

    /// <summary>The mean cosine to the original's vectors of all real tokens.</summary>
    private static double Cosine(Candidate candidate)
    {
        using var original = Bench.Run(Model.File);
        using var pruned = Bench.Run(Model.Write(candidate));
        var (a, b) = (original.Run(HeldOut)[0].ToDoubles(), pruned.Run(HeldOut)[0].ToDoubles());
        var mask = HeldOut[1].ToDoubles();
        return Enumerable.Range(0, mask.Length).Where(token => mask[token] == 1)
            .Average(token => TensorPrimitives.CosineSimilarity<double>(a.AsSpan(token * Width, Width), b.AsSpan(token * Width, Width)));
    }
}
