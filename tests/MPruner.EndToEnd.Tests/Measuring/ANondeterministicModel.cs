using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Reports;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Tests;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class ANondeterministicModel
{
    private static readonly MemoryExamples Examples =
        new(("x", NumericArray.Of([.. Enumerable.Range(0, 128 * 8).Select(i => MathF.Sin(i * i))], 128, 8)));

    private static readonly Func<int, float, float> Random = (pass, value) => value * (1 + (pass * 0.01f));

    [Fact]
    public void CausesAWarningWhereItIsMeasured()
    {
        var warning = Assert.Single(Analyze(Random).Warnings);

        Assert.Equal("MPR2307", warning.Code);
        Assert.Contains("examples.npz", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CausesAWarningWhereItIsPruned()
    {
        var pipeline = Quiet.Pipeline(new Altered(Random));

        var result = pipeline.Prune(new(Model, Examples, null, new PruningOptions { Threads = 1 }), CancellationToken.None);

        Assert.Contains(result.Warnings, warning => warning.Code == "MPR2307");
    }

    [Fact]
    public void IsAnErrorThatPointsAtTheMachineWhereOnePassAloneIsNotFinite()
    {
        var refused = Assert.ThrowsAny<PrunerException>(() => Analyze((pass, value) => pass == 1 ? float.NaN : value));

        Assert.Equal("MPR3319", refused.Code);
        Assert.Contains("mpruner doctor", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNotInferredFromNaNInEveryPass()
    {
        var refused = Assert.ThrowsAny<PrunerException>(() => Analyze((_, _) => float.NaN));

        Assert.Equal("MPR3311", refused.Code);
    }

    [Fact]
    public void IsNotInferredFromRounding() => Assert.Empty(Analyze((pass, value) => value * (1 + (pass * 1e-6f))).Warnings);

    private static byte[] Model => Fixtures.Bytes("parent_adds_in_loop.scripted.pt");

    private static PruningResult Analyze(Func<int, float, float> alter)
    {
        var pipeline = Quiet.Pipeline(new Altered(alter));
        return pipeline.Analyze(new(Model, Examples, new PruningOptions { Threads = 1 }, CompareForward: false), CancellationToken.None);
    }

    /// <summary>libtorch, with the outputs of <c>forward</c> changed depending on the number of the pass.</summary>
    private sealed class Altered(Func<int, float, float> alter) : IModelEngine
    {
        private readonly TorchEngine engine = new();

        public string Identity => engine.Identity;

        public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options) =>
            new Session(engine.Load(archive, options), alter);

        private sealed class Session(IModelSession session, Func<int, float, float> alter) : IModelSession
        {
            private int passes;

            public ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs)
            {
                var outputs = session.Invoke(method, inputs);
                return method == "forward" ? [Alter(outputs[0], passes++), .. outputs.Skip(1)] : outputs;
            }

            public void Invoke(string method, IReadOnlyList<NumericArray> inputs, Action<ImmutableArray<NumericArray>> look) =>
                session.Invoke(method, inputs, look);

            public void Dispose() => session.Dispose();

            private NumericArray Alter(NumericArray output, int pass) =>
                NumericArray.Of([.. output.ToDoubles().Select(value => alter(pass, (float)value))], [.. output.Shape]);
        }
    }
}
