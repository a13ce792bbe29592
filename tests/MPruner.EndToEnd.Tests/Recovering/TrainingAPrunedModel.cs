using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Formats;
using MPruner.Core.Ports;
using MPruner.Core.Training;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Training;
using MPruner.Torch;
using MPruner.TorchScript.Programs;

namespace MPruner.EndToEnd.Tests.Recovering;

/// <summary>Training on a few examples after one block was removed.</summary>
public sealed class TrainingAPrunedModel
{
    [Theory]
    [InlineData("masked_transformer.traced.pt")]
    [InlineData("bert.scripted.pt")]
    public void BringsItNearerToTheOriginalAndGivesTheSameBytesTwice(string model)
    {
        var options = new PruningOptions { Recovery = RecoverySteps.Distill, Epochs = 20 };
        var (before, first) = Trained(Candidate(model), model, options);
        var (_, second) = Trained(Candidate(model), model, options);

        Assert.Equal(Bytes(first), Bytes(second));
        Assert.True(Distance(model, first) < Distance(model, before), "Training did not bring the model nearer to the original.");
    }

    [Theory]
    [InlineData("counting.scripted.pt")]
    [InlineData("counting.traced.pt")]
    public void LeavesAModelsOwnStateAsItWas(string model)
    {
        var (before, after) = Trained(Candidate(model), model, new PruningOptions { Recovery = RecoverySteps.Distill, Epochs = 20 });

        Assert.Equal(Tensors(before)[".calls"], Tensors(after)[".calls"]);
        Assert.NotEqual(Bytes(before), Bytes(after));
    }

    [Theory]
    [InlineData("masked_transformer.scripted.pt")]
    [InlineData("bert.traced.pt")]
    public void ChangesNoFrozenTensor(string model)
    {
        var candidate = Candidate(model);
        var options = new PruningOptions { Recovery = RecoverySteps.Distill, Epochs = 20, Freeze = true };
        var (before, after) = Trained(candidate, model, options);
        var seam = candidate.Seams.Single();
        var chain = candidate.Model.Chains.First(c => c.Blocks.Contains(seam.Last)).Blocks;
        var next = chain.Skip(chain.IndexOf(seam.Last) + 1).FirstOrDefault();

        var moved = Tensors(before).Where(t => !t.Value.AsSpan().SequenceEqual(Tensors(after)[t.Key])).Select(t => t.Key).ToList();

        Assert.Contains(moved, name => IsIn(seam.Before, name));
        Assert.All(
            candidate.Model.Blocks.Where(b => b != seam.Before && b != next),
            block => Assert.DoesNotContain(moved, name => IsIn(block, name)));
        Assert.DoesNotContain(moved, name => name.Contains("running", StringComparison.Ordinal));

        static bool IsIn(Block block, string tensor) => tensor.StartsWith(block.Path + ".", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masked_transformer.traced.pt")]
    [InlineData("residual_cnn.scripted.pt")]
    public void ImitatesTheOriginalAfterASecondRemovalToo(string model)
    {
        var first = Candidate(model);
        var second = (ScriptModel)first.Model.Reopen(first, first.Model.Write(first));
        var removable = first.Model.Blocks.Where(b => b.Removable).Select(b => b.Path).ToHashSet();
        var again = new Candidate(second, [second.Chains.SelectMany(c => c.Blocks.Skip(1)).First(b => removable.Contains(b.Path))]);
        var inputs = BoundExamples.Bind(Specimen.Named(model).Examples, second.Signature);

        var (teacher, student) = StagePrograms.Of(CandidateProgram.Of(again), Plans.Distillation(inputs, []));

        using var original = new TorchEngine().Load(Specimen.Named(model).Model, new());
        using var imitated = new TorchEngine().Load(teacher.Write(), new());
        using var imitator = new TorchEngine().Load(student.Write(), new());
        var read = inputs.Read(0, 8);
        var (taught, learnt) = (imitated.Invoke(StagePrograms.Method, read), imitator.Invoke(StagePrograms.Method, read));
        Assert.Equal(original.Invoke("forward", read)[0].Data.ToArray(), taught[0].Data.ToArray());
        Assert.Equal(taught.Select(t => string.Join(',', t.Shape)), learnt.Select(t => string.Join(',', t.Shape)));
    }

    [Theory]
    [InlineData("masked_transformer.traced.pt")]
    [InlineData("masked_transformer.scripted.pt")]
    [InlineData("bert.scripted.pt")]
    public void ComparesNoPadding(string model)
    {
        var candidate = Candidate(model);
        var inputs = BoundExamples.Bind(Specimen.Named(model).Examples, candidate.Model.Signature);
        var read = inputs.Read(0, 8);
        var mask = PaddingMasks.Find(inputs, null).Single();
        var real = mask.RealTokens(read)!.Value;

        var cleared = Streams([mask]);
        var whole = Streams([]);

        Assert.Contains(false, real);
        Assert.Equal(whole[0].ToDoubles(), cleared[0].ToDoubles());
        Assert.All(whole.Zip(cleared).Skip(1), stream =>
        {
            var width = (int)stream.First.Shape[2];
            Assert.Equal(stream.First.ToDoubles().Select((v, i) => real[i / width] ? v : 0), stream.Second.ToDoubles());
        });

        ImmutableArray<NumericArray> Streams(ImmutableArray<PaddingMask> masks)
        {
            var programs = StagePrograms.Of(CandidateProgram.Of(candidate), Plans.Distillation(inputs, masks));
            using var teacher = new TorchEngine().Load(programs.Teacher.Write(), new());
            return teacher.Invoke(StagePrograms.Method, read);
        }
    }

    private static (Candidate Before, Candidate After) Trained(Candidate candidate, string model, PruningOptions options)
    {
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, candidate.Model.Signature);
        var run = Quiet.Run(options);
        using var original = run.Bench.Run(Specimen.Named(model).Model);
        return (candidate, new TrainedRecovery(run, examples, Judge(run, original, examples)).Train(candidate));
    }

    private static string Bytes(Candidate candidate) => Convert.ToHexString(candidate.Model.Write(candidate).Span);

    private static Candidate Candidate(string model)
    {
        var opened = Analysis.Measured(model);
        return new Candidate(opened, [opened.Chains.SelectMany(c => c.Blocks.Skip(1)).First(b => b.Removable)]);
    }

    private static double Distance(string model, Candidate candidate)
    {
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, candidate.Model.Signature);
        var run = Quiet.Run(new PruningOptions());
        using var original = run.Bench.Run(Specimen.Named(model).Model);
        return Judge(run, original, examples).Outputs.Compare(candidate.Model.Write(candidate)).Value;
    }

    private static CandidateJudge Judge(RunContext run, IRunningModel original, BoundExamples examples) =>
        new(run, new(original, examples), new(examples, examples, examples) { Measured = examples }, QualityMetric.Agreement);

    private static ImmutableDictionary<string, byte[]> Tensors(Candidate candidate) => Tensors(CandidateProgram.Of(candidate).ToProgram());

    private static ImmutableDictionary<string, byte[]> Tensors(ScriptProgram program) => program.Modules()
        .SelectMany(m => m.Object.Attributes.Select(a => (Name: $"{m.Path}.{a.Key}", Tensor: TensorInfo.Of(a.Value))))
        .Where(t => t.Tensor is not null)
        .ToImmutableDictionary(t => t.Name, t => program.TensorBytes(t.Tensor!));
}
