using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Chains;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Recovery;
using MPruner.Torch;
using MPruner.TorchScript;
using MPruner.TorchScript.Programs;

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
    [InlineData("channels_last.scripted.pt", "None")]
    [InlineData("channels_last.traced.pt", "None")]
    [InlineData("temporal.scripted.pt", "None")]
    [InlineData("temporal.traced.pt", "None")]
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
    [InlineData("temporal.scripted.pt", 2)]
    [InlineData("volumes.scripted.pt", 4)]
    [InlineData("layer_scale.scripted.pt", 1)]
    [InlineData("layer_scale.traced.pt", 2)]
    public void StitchesMapsOfAnySize(string model, int grown)
    {
        var (candidate, seam, examples) = WithoutABlock(model);
        var stitch = new SeamFitter(new TorchEngine(), examples, [], Options).Fit(candidate, seam, new Quiet(), CancellationToken.None).First(way => way.Kind == "stitch");
        Assert.InRange(ErrorAfter(candidate.With(stitch), seam, examples), 0, 0.999 * ErrorAfter(candidate, seam, examples));
        using var stitched = new TorchEngine().Load(candidate.With(stitch).ToProgram().Write(), new());
        var shape = examples.Read(0, 1)[0].Shape.SetItem(grown, 31);

        var output = stitched.Invoke("forward", [new NumericArray(ElementType.Float32, shape, new byte[shape.Aggregate(4L, (product, size) => product * size)])])[0];

        Assert.Equal(shape.AsEnumerable(), output.Shape);
    }

    [Theory]
    [InlineData("frozen_double.scripted.pt")]
    [InlineData("frozen_double.traced.pt")]
    public void RefitsNoLayerOutsideOfTheBlockAndStitchesInTheStreamsType(string model)
    {
        var (candidate, seam, examples) = WithoutABlock(model);

        var way = Assert.Single(new SeamFitter(new TorchEngine(), examples, [], Options).Fit(candidate, seam, new Quiet(), CancellationToken.None));

        Assert.Equal(ElementType.Float64, way.Stitch!.Weight.Type);
        Assert.InRange(ErrorAfter(candidate.With(way), seam, examples), 0, 0.999 * ErrorAfter(candidate, seam, examples));
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

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("masked_transformer.traced.pt")]
    public void LeavesLessWhereTheBlocksBehindItAreRefitted(string model)
    {
        var (candidate, seam, examples) = WithoutABlock(model);
        var fitter = new SeamFitter(new TorchEngine(), examples, [], Options);
        using var original = new TorchEngine().Load(Specimen.Named(model).Model, new());
        double Distance(Candidate c) => ErrorOf(original, c, examples);

        var mended = LinearRecovery.MendQuickly(candidate, fitter, new Quiet(), CancellationToken.None);
        var refitted = LinearRecovery.Mend(candidate, fitter, Distance, new Quiet(), CancellationToken.None);

        Assert.Single(mended.Repairs);
        Assert.True(refitted.Repairs.Count > 1);
        Assert.InRange(Distance(refitted), 0, 0.999 * Distance(mended));
    }

    /// <summary>A batch norm behind folded weights has the statistics of what it reads: only then does it mean the same in training.</summary>
    [Fact]
    public void GivesABatchNormTheStatisticsOfItsInput()
    {
        var (drawn, _, examples) = WithoutABlock("residual_cnn.scripted.pt");
        var candidate = drawn;
        for (var round = 0; round < 2; round++)
        {
            var subject = Subject.Open(Renewed(candidate with { Removed = [] }).Write(), null);
            candidate = new Candidate(subject, [subject.Blocks.First(b => b.Path == drawn.Removed.Single().Path)]);
        }

        var ways = new SeamFitter(new TorchEngine(), examples, [], Options).Fit(candidate, candidate.Seams.Single(), new Quiet(), CancellationToken.None);
        var fold = candidate.With(ways.First(w => w.Kind == "fold"));

        var norm = candidate.Seams.Single().Before.Path + ".bn2";
        Assert.All(Deviations(fold.ToProgram(), norm).Zip(Deviations(Renewed(fold), norm)), d => Assert.InRange(d.Second / d.First, 0.95, 1.05));
        Assert.All(Deviations(candidate.ToProgram(), norm).Zip(Deviations(fold.ToProgram(), norm)), d => Assert.NotEqual(d.First, d.Second));

        ScriptProgram Renewed(Candidate old)
        {
            var program = old.ToProgram();
            return new StatisticsRecovery(new TorchTrainer(), examples, Options).Reestimate(program, p => p == program ? 1 : 0, new Quiet(), CancellationToken.None);
        }
    }

    private static IEnumerable<double> Deviations(ScriptProgram program, string norm)
    {
        var tensor = TensorInfo.Of(program.Modules().First(m => m.Path == norm).Object["running_var"]!)!;
        return new NumericArray(tensor.Type, tensor.Sizes, program.TensorBytes(tensor)).ToDoubles().Select(Math.Sqrt);
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
        var (teacher, student) = StagePrograms.Of(candidate, examples, []);
        using var original = new TorchEngine().Load(teacher.Write(), new());
        using var mended = new TorchEngine().Load(student.Write(), new());
        var inputs = examples.Read(0, examples.Count);
        var stage = 1 + candidate.Subject.Blocks.Where(b => !candidate.Removed.Contains(b)).ToList().IndexOf(seam.Before);
        var meter = QualityMeter.For(QualityMetric.RelativeSquaredError);
        meter.Add(original.Invoke(StagePrograms.Method, inputs)[stage], mended.Invoke(StagePrograms.Method, inputs)[stage], null);
        return meter.ToMeasurement().Mean;
    }

    /// <summary>The relative squared error of a candidate's outputs.</summary>
    private static double ErrorOf(IModelSession original, Candidate candidate, BoundExamples examples)
    {
        using var session = new TorchEngine().Load(candidate.ToProgram().Write(), new());
        var inputs = examples.Read(0, examples.Count);
        var meter = QualityMeter.For(QualityMetric.RelativeSquaredError);
        meter.Add(original.Invoke("forward", inputs)[0], session.Invoke("forward", inputs)[0], null);
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
