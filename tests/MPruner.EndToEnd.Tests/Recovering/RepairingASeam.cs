using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Fitting;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Training;
using MPruner.EndToEnd.Tests.Widths;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Ports;
using MPruner.ScriptModels.Tensors;
using MPruner.ScriptModels.Training;
using MPruner.Torch;
using MPruner.TorchScript.Programs;

namespace MPruner.EndToEnd.Tests.Recovering;

/// <summary>One block is removed from the middle of each kind of chain.</summary>
public sealed class RepairingASeam
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
    [InlineData("plain_class.scripted.pt", "None")]
    [InlineData("channels_last.scripted.pt", "None")]
    [InlineData("channels_last.traced.pt", "None")]
    [InlineData("temporal.scripted.pt", "None")]
    [InlineData("temporal.traced.pt", "None")]
    public void LeavesASmallerErrorThanDeletion(string model, string end)
    {
        var (candidate, seam, examples) = WithoutABlock(model);
        var opened = (ScriptModel)candidate.Model;
        Assert.Equal(end, BlockEnd.Of(opened.Trace, opened.Find(seam.Before)).Kind.ToString());

        var repairs = new SeamFitter(Quiet.Run(Options), examples, []).Fit(candidate, seam);

        Assert.Contains(repairs, repair => repair.Kind == "fold");
        Assert.Contains(repairs, repair => repair.Kind == "stitch");
        var deleted = ErrorAfter(candidate, seam, examples);
        Assert.All(repairs, repair => Assert.InRange(ErrorAfter(candidate.With(repair), seam, examples), 0, 0.999 * deleted));
    }

    [Theory]
    [InlineData("temporal.scripted.pt", 2)]
    [InlineData("volumes.scripted.pt", 4)]
    [InlineData("layer_scale.scripted.pt", 1)]
    [InlineData("layer_scale.traced.pt", 2)]
    public void StitchesMapsOfAnySize(string model, int grown)
    {
        var (candidate, seam, examples) = WithoutABlock(model);
        var stitch = new SeamFitter(Quiet.Run(Options), examples, []).Fit(candidate, seam).First(repair => repair.Kind == "stitch");
        Assert.InRange(ErrorAfter(candidate.With(stitch), seam, examples), 0, 0.999 * ErrorAfter(candidate, seam, examples));
        using var stitched = new TorchEngine().Load(Written(candidate.With(stitch)), new());
        var shape = examples.Read(0, 1)[0].Shape.SetItem(grown, 31);

        var zeros = new byte[shape.Aggregate(4L, (product, size) => product * size)];
        var output = stitched.Invoke("forward", [new NumericArray(ElementType.Float32, shape, zeros)])[0];

        Assert.Equal(shape.AsEnumerable(), output.Shape);
    }

    [Theory]
    [InlineData("frozen_double.scripted.pt")]
    [InlineData("frozen_double.traced.pt")]
    public void RefitsNoLayerOutsideOfTheBlockAndStitchesInTheStreamsType(string model)
    {
        var (candidate, seam, examples) = WithoutABlock(model);

        var repair = Assert.Single(new SeamFitter(Quiet.Run(Options), examples, []).Fit(candidate, seam));

        Assert.Equal(ElementType.Float64, repair.Stitch!.Weight.Type);
        Assert.InRange(ErrorAfter(candidate.With(repair), seam, examples), 0, 0.999 * ErrorAfter(candidate, seam, examples));
    }

    /// <summary>The layers of GPT-2 have weights [in, out]; a fit knows the transpose.</summary>
    [Theory]
    [InlineData("scripted")]
    [InlineData("traced")]
    public void FitsALayerThatIsWrittenAsAMatrixProduct(string form)
    {
        PythonJudge.OrSkip();
        using var exported = new ExportedArchitectures();
        var opened = exported.Open("idiom_products", form);
        var candidate = new Candidate(opened, [opened.Blocks[1]]);
        var seam = candidate.Seams.Single();
        var numbers = Enumerable.Range(0, 64 * 7 * 12).Select(i => (float)Math.Sin((double)i * i)).ToArray();
        var source = new MemoryExamples((opened.Signature.Arguments[0].Name, NumericArray.Of(numbers, 64, 7, 12)));
        var examples = BoundExamples.Bind(source, opened.Signature);

        var fold = new SeamFitter(Quiet.Run(Options), examples, []).Fit(candidate, seam).Single(repair => repair.Kind == "fold");

        Assert.Contains(fold.Tensors, tensor => tensor.Name == "0.inner.down.weight.T");
        Assert.InRange(ErrorAfter(candidate.With(fold), seam, examples), 0, 0.999 * ErrorAfter(candidate, seam, examples));
    }

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("masked_transformer.traced.pt")]
    public void GivesTheSameBytesTwice(string model)
    {
        Assert.Equal(Repaired(), Repaired());

        string Repaired()
        {
            var (candidate, seam, examples) = WithoutABlock(model);
            var repairs = new SeamFitter(Quiet.Run(Options), examples, []).Fit(candidate, seam);
            return string.Concat(repairs.Select(repair => Convert.ToHexString(Written(candidate.With(repair)).Span)));
        }
    }

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("masked_transformer.traced.pt")]
    public void LeavesASmallerErrorWhereTheBlocksBehindItAreRefitted(string model)
    {
        var (candidate, seam, examples) = WithoutABlock(model);
        var fitter = new SeamFitter(Quiet.Run(Options), examples, []);
        using var original = new TorchEngine().Load(Specimen.Named(model).Model, new());
        double Distance(Candidate c) => ErrorOf(original, c, examples);

        var repaired = LinearRecovery.RepairQuickly(candidate, fitter);
        var refitted = LinearRecovery.Repair(candidate, fitter, Distance);

        Assert.Single(repaired.Repairs);
        Assert.True(refitted.Repairs.Count > 1);
        Assert.InRange(Distance(refitted), 0, 0.999 * Distance(repaired));
    }

    [Fact]
    public void KeepsARefitOnlyWhereTheOutputsComeNearer()
    {
        var (candidate, _, examples) = WithoutABlock("residual_cnn.scripted.pt");
        var fitter = new SeamFitter(Quiet.Run(Options), examples, []);

        // As if every refit made things worse, but no repair of a seam.
        var repaired = LinearRecovery.Repair(candidate, fitter, c => c.Repairs.Values.Sum(r => r.Seam.IsEmpty ? 1 : -1));

        Assert.Single(repaired.Repairs);
    }

    /// <summary>A batch norm after folded weights has the statistics of its input: only then does it do the same in training.</summary>
    [Fact]
    public void GivesABatchNormTheStatisticsOfItsInput()
    {
        var (drawn, _, examples) = WithoutABlock("residual_cnn.scripted.pt");
        var candidate = drawn;
        for (var round = 0; round < 2; round++)
        {
            var opened = ScriptModel.Open(Written(Renewed(candidate with { Removed = [] })), null);
            candidate = new Candidate(opened, [opened.Blocks.First(b => b.Path == drawn.Removed.Single().Path)]);
        }

        var repairs = new SeamFitter(Quiet.Run(Options), examples, []).Fit(candidate, candidate.Seams.Single());
        var fold = candidate.With(repairs.First(w => w.Kind == "fold"));

        var norm = candidate.Seams.Single().Before.Path + ".bn2";
        Assert.All(Deviations(fold, norm).Zip(Deviations(Renewed(fold), norm)), d => Assert.InRange(d.Second / d.First, 0.95, 1.05));
        Assert.All(Deviations(candidate, norm).Zip(Deviations(fold, norm)), d => Assert.NotEqual(d.First, d.Second));

        Candidate Renewed(Candidate old) => new StatisticsRecovery(Quiet.Run(Options), examples).Reestimate(old, c => c == old ? 1 : 0);
    }

    private static IEnumerable<double> Deviations(Candidate candidate, string norm)
    {
        var program = CandidateProgram.Of(candidate).ToProgram();
        var tensor = TensorInfo.Of(program.Modules().First(m => m.Path == norm).Object["running_var"]!)!;
        return new NumericArray(tensor.Type.ToElementType(), tensor.Sizes, program.TensorBytes(tensor)).ToDoubles().Select(Math.Sqrt);
    }

    [Fact]
    public void IsSkippedWhereTheEngineRefusesTheProbes()
    {
        var (candidate, seam, examples) = WithoutABlock("residual_cnn.scripted.pt");
        var heard = new Listener();

        Assert.Empty(new SeamFitter(Quiet.Run(Options, new RefusingEngine(), heard), examples, []).Fit(candidate, seam));
        Assert.Equal("MPR2304", Assert.Single(heard.Warnings).Code);
    }

    [Fact]
    public void IsDiscardedWhenTheSeamGrows()
    {
        var (candidate, seam, examples) = WithoutABlock("masked_transformer.scripted.pt");
        var repaired = candidate.With(new SeamFitter(Quiet.Run(Options), examples, []).Fit(candidate, seam)[0]);
        var chain = candidate.Model.Chains[0].Blocks;

        var grown = repaired.Without(chain[chain.IndexOf(seam.Last) + 1]);

        Assert.Equal(Written(candidate with { Removed = grown.Removed }).ToArray(), Written(grown).ToArray());
    }

    private static (Candidate Candidate, Seam Seam, BoundExamples Examples) WithoutABlock(string model)
    {
        var specimen = Specimen.Named(model);
        var opened = Analysis.Measured(model);
        var block = opened.Chains.SelectMany(c => c.Blocks.Skip(1)).First(b => b.Removable);
        var candidate = new Candidate(opened, [block]);
        return (candidate, candidate.Seams.Single(), BoundExamples.Bind(specimen.Examples, opened.Signature));
    }

    private static ReadOnlyMemory<byte> Written(Candidate candidate) => candidate.Model.Write(candidate);

    /// <summary>The squared error of the stream after the seam, over all examples.</summary>
    private static double ErrorAfter(Candidate candidate, Seam seam, BoundExamples examples)
    {
        var (teacher, student) = StagePrograms.Of(CandidateProgram.Of(candidate), Plans.Distillation(examples, []));
        using var original = new TorchEngine().Load(teacher.Write(), new());
        using var repaired = new TorchEngine().Load(student.Write(), new());
        var inputs = examples.Read(0, examples.Count);
        var stage = 1 + candidate.Model.Blocks.Where(b => !candidate.Removed.Contains(b)).ToList().IndexOf(seam.Before);
        var meter = QualityMeter.For(QualityMetric.RelativeError);
        meter.Add(original.Invoke(StagePrograms.Method, inputs)[stage], repaired.Invoke(StagePrograms.Method, inputs)[stage], null);
        return meter.ToMeasurement().Mean;
    }

    /// <summary>The relative squared error of a candidate's outputs.</summary>
    private static double ErrorOf(IModelSession original, Candidate candidate, BoundExamples examples)
    {
        using var session = new TorchEngine().Load(Written(candidate), new());
        var inputs = examples.Read(0, examples.Count);
        var meter = QualityMeter.For(QualityMetric.RelativeError);
        meter.Add(original.Invoke("forward", inputs)[0], session.Invoke("forward", inputs)[0], null);
        return meter.ToMeasurement().Mean;
    }

    /// <summary>An engine that refuses every program, as libtorch does where it cannot compile one.</summary>
    private sealed class RefusingEngine : IModelEngine
    {
        public string Identity => "refusing";

        public IModelSession Load(ReadOnlyMemory<byte> archive, SessionOptions options) =>
            throw new EngineRefusedException(EngineStep.Load, "MPR3003", "libtorch cannot load the file.");
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
