using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Recovery;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests.Recovering;

/// <summary>One block is taken out of the middle of each kind of chain.</summary>
public sealed class MendingASeam
{
    private static readonly PruningOptions Options = new();

    [Theory]
    [InlineData("residual_cnn.scripted.pt", "Rectifier")]
    [InlineData("residual_cnn.traced.pt", "Rectifier")]
    [InlineData("resnet_basic.traced.pt", "Rectifier")]
    [InlineData("masked_transformer.scripted.pt", "None")]
    [InlineData("masked_transformer.traced.pt", "None")]
    [InlineData("bert.scripted.pt", "LayerNorm")]
    [InlineData("bert.traced.pt", "LayerNorm")]
    [InlineData("parent_adds.scripted.pt", "None")]
    public void LeavesASmallerErrorThanDeletion(string model, string closing)
    {
        var (candidate, seam, examples) = WithoutABlock(model);
        Assert.Equal(closing, BlockClosing.Of(candidate.Subject.Trace, seam.Before).Kind.ToString());

        var ways = new SeamFitter(new TorchEngine(), examples, [], Options).Fit(candidate, seam, new Quiet(), CancellationToken.None);

        Assert.Contains(ways, way => way.Kind == "fold");
        Assert.Contains(ways, way => way.Kind == "stitch");
        var deleted = ErrorAfter(candidate, seam, examples);
        Assert.All(ways, way => Assert.InRange(ErrorAfter(candidate.With(way), seam, examples), 0, 0.999 * deleted));
    }

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("masked_transformer.traced.pt")]
    public void GivesTheSameBytesTwice(string model)
    {
        Assert.Equal(Mended(), Mended());

        string Mended()
        {
            var (candidate, seam, examples) = WithoutABlock(model);
            var ways = new SeamFitter(new TorchEngine(), examples, [], Options).Fit(candidate, seam, new Quiet(), CancellationToken.None);
            return string.Concat(ways.Select(way => Convert.ToHexString(candidate.With(way).ToProgram().Write())));
        }
    }

    [Fact]
    public void IsLeftWhereTheEngineCannotLook()
    {
        var (candidate, seam, examples) = WithoutABlock("residual_cnn.scripted.pt");
        var heard = new Listener();

        Assert.Empty(new SeamFitter(new BlindEngine(), examples, [], Options).Fit(candidate, seam, heard, CancellationToken.None));
        Assert.Equal("MPR2304", Assert.Single(heard.Warnings).Code);
    }

    [Fact]
    public void IsForgottenWhenTheSeamGrows()
    {
        var (candidate, seam, examples) = WithoutABlock("masked_transformer.scripted.pt");
        var mended = candidate.With(new SeamFitter(new TorchEngine(), examples, [], Options).Fit(candidate, seam, new Quiet(), CancellationToken.None)[0]);
        var chain = candidate.Subject.Chains[0].Blocks;

        var grown = mended with { Removed = mended.Removed.Add(chain[chain.IndexOf(seam.Last) + 1]) };

        Assert.Equal((candidate with { Removed = grown.Removed }).ToProgram().Write(), grown.ToProgram().Write());
    }

    private static (Candidate Candidate, Seam Seam, BoundExamples Examples) WithoutABlock(string model)
    {
        var specimen = Specimen.Named(model);
        var subject = Analysis.Measured(model);
        var block = subject.Chains.SelectMany(c => c.Blocks.Skip(1)).First(b => b.Removable);
        var candidate = new Candidate(subject, [block]);
        return (candidate, candidate.Seams.Single(), BoundExamples.Bind(specimen.Examples, subject.Forward));
    }

    /// <summary>The squared error of the stream behind the seam, over all examples.</summary>
    private static double ErrorAfter(Candidate candidate, Seam seam, BoundExamples examples)
    {
        var (teacher, student) = StagePrograms.Of(candidate, examples.Parameters.Length);
        using var original = new TorchEngine().Load(teacher.Write(), new());
        using var mended = new TorchEngine().Load(student.Write(), new());
        var inputs = examples.Read(0, examples.Count);
        var stage = 1 + candidate.Subject.Blocks.Where(b => !candidate.Removed.Contains(b)).ToList().IndexOf(seam.Before);
        var meter = QualityMeter.For(QualityMetric.RelativeSquaredError);
        meter.Add(original.Invoke(StagePrograms.Method, inputs)[stage], mended.Invoke(StagePrograms.Method, inputs)[stage], null);
        return meter.ToMeasurement().Mean;
    }

    /// <summary>libtorch as it refuses a program that it cannot compile.</summary>
    private sealed class BlindEngine : IModelEngine
    {
        public string Identity => "blind";

        public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options) => throw new PrunerException("MPR3002", "libtorch cannot load the file.");
    }

    private sealed class Listener : IProgressSink
    {
        public List<Diagnostic> Warnings { get; } = [];

        public void Report(string stage, int done, int total)
        {
        }

        public void Warn(Diagnostic diagnostic) => Warnings.Add(diagnostic);
    }
}
