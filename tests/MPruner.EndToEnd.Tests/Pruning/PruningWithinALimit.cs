using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Ports;
using MPruner.TorchScript.Programs;

namespace MPruner.EndToEnd.Tests.Pruning;

public sealed class PruningWithinALimit
{
    public static TheoryData<string> Models =>
    [
        "residual_cnn.scripted.pt", "residual_cnn.traced.pt", "masked_transformer.scripted.pt", "bert.traced.pt",
        "encoder_decoder.scripted.pt", "t5.traced.pt", "parent_adds.scripted.pt", "bfloat16.scripted.pt", "resnet_basic.traced.pt",
    ];

    [Theory]
    [InlineData("residual_cnn.scripted.pt", 1.0, 0.01)]
    [InlineData("shared_stages.traced.pt", 0.3, 0.0)]
    [InlineData("albert.scripted.pt", 0.3, 0.01)]
    [InlineData("albert.traced.pt", 0.3, 0.01)]
    public void GivesTheOriginalBackByteForByteWhereNothingMayBeRemoved(string model, double threshold, double maxDrop)
    {
        var result = Pruned.Of(model, new PruningOptions { Threshold = threshold, MaxDrop = maxDrop, Width = false });

        Assert.Empty(result.Removed);
        Assert.Equal(Convert.ToHexString(Specimen.Named(model).Model), Convert.ToHexString(result.Output!.Value.Span));
        Assert.Equal(result.Parameters.Before, result.Parameters.After);
        Assert.Contains(result.Warnings, w => w.Code == "MPR2101");
        Assert.DoesNotContain(result.Verdicts, v => v.Decision == "accepted");
        Assert.Equal(maxDrop == 0, result.Verdicts.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void RemovesTheWholePlanWithoutAGuard(string model)
    {
        var result = Pruned.Of(model, new PruningOptions { Threshold = 0.3, MaxDrop = AcceptanceGuard.Off });

        Assert.NotEmpty(result.Removed);
        Assert.Equal(Pruned.Plan(result), result.Verdicts[0].Run);
        Assert.All(result.Verdicts, verdict => Assert.Equal("accepted", verdict.Decision));
        Assert.Equal(result.Verdicts.SelectMany(v => v.Run).Distinct(), result.Removed);
        var after = ScriptProgram.Read(result.Output!.Value);
        Assert.Equal(after.ParameterCount, result.Parameters.After);
        Assert.True(result.Parameters.After < result.Parameters.Before);
    }

    [Theory]
    [InlineData("residual_cnn.scripted.pt", 0.02)]
    [InlineData("shared_stages.scripted.pt", 0.3)]
    [InlineData("masked_transformer.traced.pt", 0.01)]
    public void RemovesWhatItsVerdictsAccepted(string model, double maxDrop)
    {
        var result = Pruned.Of(model, new PruningOptions { Threshold = 0.3, MaxDrop = maxDrop });

        Assert.NotEmpty(result.Verdicts);
        Assert.All(result.Removed, path => Assert.Contains(result.Verdicts, v => v.Decision == "accepted" && v.Run.Contains(path)));
        Assert.All(result.Removed, path => Assert.Contains(path, Pruned.Plan(result)));
        Assert.Equal(result.Removed.Length, result.Removed.Distinct().Count());
        Assert.Equal(result.Removed.Length + result.Narrowed.Length > 0, result.Quality is { Accepted: true });
    }

    /// <summary>The first candidate passes on the tuning split; its outputs are then disturbed on the accept split.</summary>
    [Fact]
    public void RollsBackWhatTheAcceptSplitRefuses()
    {
        const string model = "shared_stages.scripted.pt";
        var options = new PruningOptions { Threshold = 0.3, MaxDrop = 2, Recovery = RecoverySteps.None, Width = false };
        var free = Pruned.Of(model, options);

        var engine = new DisturbedEngine();
        var refused = Pruned.Of(model, options, engine);

        Assert.Equal("accepted", free.Verdicts[0].Decision);
        Assert.True(engine.Disturbed);
        Assert.StartsWith("rejected", refused.Verdicts[0].Decision, StringComparison.Ordinal);
        Assert.Contains(refused.Verdicts, v => v.Decision == "accepted");
        Assert.NotEmpty(refused.Removed);
        Assert.True(refused.Removed.Length < free.Removed.Length);
        Assert.Contains(Convert.ToHexString(refused.Output!.Value.Span), engine.Undisturbed);
    }

    [Theory]
    [InlineData("MPR3003")]
    [InlineData("MPR3006")]
    public void RefusesWhatTheEngineRefuses(string code)
    {
        const string model = "residual_cnn.scripted.pt";
        var options = new PruningOptions { Threshold = 0.3, MaxDrop = AcceptanceGuard.Off, Recovery = RecoverySteps.None };

        var result = Pruned.Of(model, options, new RefusingEngine(Specimen.Named(model).Model, code));

        Assert.Empty(result.Removed);
        Assert.NotEmpty(result.Verdicts);
        Assert.All(result.Verdicts, v => Assert.StartsWith("rejected: the engine ", v.Decision, StringComparison.Ordinal));
        var told = Assert.Single(result.Warnings, w => w.Code == "MPR2101").Message;
        Assert.Contains("the engine ", told, StringComparison.Ordinal);
        Assert.DoesNotContain("MaxDrop", told, StringComparison.Ordinal);
    }

    /// <summary>libtorch, except that the first candidate that is loaded twice in succession answers with noise the second time.</summary>
    /// <remarks>It is loaded once for the tuning split and once for the accept split.</remarks>
    private sealed class DisturbedEngine : IModelEngine
    {
        private readonly Torch.TorchEngine engine = new();
        private string? original;
        private string last = "";

        public string Identity => engine.Identity;

        public bool Disturbed { get; private set; }

        /// <summary>The files whose outputs were not disturbed.</summary>
        public HashSet<string> Undisturbed { get; } = [];

        public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options)
        {
            var file = Convert.ToHexString(archive.Span);
            original ??= file;
            var disturbed = file == last && file != original && !Disturbed;
            last = file;
            if (disturbed)
            {
                Undisturbed.Remove(file);
            }
            else
            {
                Undisturbed.Add(file);
            }

            return new Session(this, disturbed, engine.Load(archive, options));
        }

        private sealed class Session(DisturbedEngine owner, bool disturbed, IModelSession session) : IModelSession
        {
            public ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs)
            {
                var outputs = session.Invoke(method, inputs);
                if (!disturbed)
                {
                    return outputs;
                }

                owner.Disturbed = true;
                return [.. outputs.Select(AddNoise)];
            }

            private static NumericArray AddNoise(NumericArray output) =>
                NumericArray.Of([.. output.ToDoubles().Select((value, i) => (float)(value + (10 * Math.Sin(i))))], [.. output.Shape]);

            public void Dispose() => session.Dispose();
        }
    }

    /// <summary>libtorch, which loads and runs nothing but the original and its instrumented copy.</summary>
    private sealed class RefusingEngine(byte[] original, string code) : IModelEngine
    {
        private readonly Torch.TorchEngine engine = new();
        private int others;

        public string Identity => engine.Identity;

        public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options)
        {
            if (archive.Span.SequenceEqual(original) || others++ == 0)
            {
                return engine.Load(archive, options);
            }

            return code == "MPR3003" ? throw new EngineRefusedException(EngineStep.Load, code, "It is broken.") : new Session();
        }

        private sealed class Session : IModelSession
        {
            public ImmutableArray<NumericArray> Invoke(string method, IReadOnlyList<NumericArray> inputs) =>
                throw new EngineRefusedException(EngineStep.Run, "MPR3006", "It is broken.") { Reason = "broken" };

            public void Dispose()
            {
            }
        }
    }
}
