using System.Collections.Immutable;
using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Ports;
using MPruner.Core.Recovery;
using MPruner.Torch;
using MPruner.TorchScript.Programs;

namespace MPruner.EndToEnd.Tests.Recovering;

/// <summary>Training after one block is gone, on a few examples.</summary>
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

        Assert.Equal(Convert.ToHexString(first.Write()), Convert.ToHexString(second.Write()));
        Assert.True(Drop(model, first) < Drop(model, before), "Training gave back what it was given.");
    }

    [Theory]
    [InlineData("counting.scripted.pt")]
    [InlineData("counting.traced.pt")]
    public void LeavesAModelsOwnStateAsItWas(string model)
    {
        var (before, after) = Trained(Candidate(model), model, new PruningOptions { Recovery = RecoverySteps.Distill, Epochs = 20 });

        Assert.Equal(Tensors(before)[".calls"], Tensors(after)[".calls"]);
        Assert.NotEqual(Convert.ToHexString(before.Write()), Convert.ToHexString(after.Write()));
    }

    [Theory]
    [InlineData("masked_transformer.scripted.pt")]
    [InlineData("bert.traced.pt")]
    public void MovesNothingFrozen(string model)
    {
        var candidate = Candidate(model);
        var (before, after) = Trained(candidate, model, new PruningOptions { Recovery = RecoverySteps.Distill, Epochs = 20, Freeze = true });
        var seam = candidate.Seams.Single();
        var chain = candidate.Subject.Chains.First(c => c.Blocks.Contains(seam.Last)).Blocks;
        var next = chain.Skip(chain.IndexOf(seam.Last) + 1).FirstOrDefault();

        var moved = Tensors(before).Where(t => !t.Value.AsSpan().SequenceEqual(Tensors(after)[t.Key])).Select(t => t.Key).ToList();

        Assert.Contains(moved, name => name.StartsWith(seam.Before.Path + ".", StringComparison.Ordinal));
        Assert.All(candidate.Subject.Blocks.Where(b => b != seam.Before && b != next), b => Assert.DoesNotContain(moved, name => name.StartsWith(b.Path + ".", StringComparison.Ordinal)));
        Assert.DoesNotContain(moved, name => name.Contains("running", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("masked_transformer.traced.pt")]
    [InlineData("residual_cnn.scripted.pt")]
    public void ImitatesTheOriginalAfterASecondRemovalToo(string model)
    {
        var first = Candidate(model);
        var second = first.Subject.Reopened(first.ToProgram().Write(), first.Missing, null);
        var again = new Candidate(second, [second.Chains.SelectMany(c => c.Blocks.Skip(1)).First(b => first.Subject.Blocks.Any(known => known.Path == b.Path && known.Removable))]);
        var inputs = BoundExamples.Bind(Specimen.Named(model).Examples, second.Forward);

        var (teacher, student) = StagePrograms.Of(again, inputs, []);

        using var original = new TorchEngine().Load(Specimen.Named(model).Model, new());
        using var imitated = new TorchEngine().Load(teacher.Write(), new());
        using var imitator = new TorchEngine().Load(student.Write(), new());
        var taught = imitated.Invoke(StagePrograms.Method, inputs.Read(0, 8));
        Assert.Equal(original.Invoke("forward", inputs.Read(0, 8))[0].Data.ToArray(), taught[0].Data.ToArray());
        Assert.Equal(taught.Select(t => string.Join(',', t.Shape)), imitator.Invoke(StagePrograms.Method, inputs.Read(0, 8)).Select(t => string.Join(',', t.Shape)));
    }

    [Theory]
    [InlineData("masked_transformer.traced.pt")]
    [InlineData("masked_transformer.scripted.pt")]
    [InlineData("bert.scripted.pt")]
    public void ComparesNoPadding(string model)
    {
        var candidate = Candidate(model);
        var inputs = BoundExamples.Bind(Specimen.Named(model).Examples, candidate.Subject.Forward);
        var read = inputs.Read(0, 8);
        var mask = PaddingMask.Find(inputs, null).Single();
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
            using var teacher = new TorchEngine().Load(StagePrograms.Of(candidate, inputs, masks).Teacher.Write(), new());
            return teacher.Invoke(StagePrograms.Method, read);
        }
    }

    [Fact]
    public void NeedsLabelsToFinetune()
    {
        var refused = Assert.Throws<PrunerException>(() => Trained(Candidate("bert.traced.pt"), "bert.traced.pt", new PruningOptions { Recovery = RecoverySteps.Finetune }));

        Assert.Equal("MPR2402", refused.Code);
    }

    private static (ScriptProgram Before, ScriptProgram After) Trained(Candidate candidate, string model, PruningOptions options)
    {
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, candidate.Subject.Forward);
        using var original = new TorchEngine().Load(Specimen.Named(model).Model, new());
        var recovery = new TrainedRecovery(new TorchTrainer(), examples, new CandidateScorer(original, examples.Unlabelled()), new CandidateScorer(original, examples), options);
        return (candidate.ToProgram(), recovery.Train(candidate, new Quiet(), CancellationToken.None));
    }

    private static Candidate Candidate(string model)
    {
        var subject = Analysis.Measured(model);
        return new Candidate(subject, [subject.Chains.SelectMany(c => c.Blocks.Skip(1)).First(b => b.Removable)]);
    }

    private static double Drop(string model, ScriptProgram program)
    {
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, Candidate(model).Subject.Forward);
        using var original = new TorchEngine().Load(Specimen.Named(model).Model, new());
        using var pruned = new TorchEngine().Load(program.Write(), new());
        return new CandidateScorer(original, examples.Unlabelled()).Score(pruned, new Quiet(), "", null, CancellationToken.None).Distance;
    }

    private static ImmutableDictionary<string, byte[]> Tensors(ScriptProgram program) => program.Modules()
        .SelectMany(m => m.Object.Attributes.Select(a => (Name: $"{m.Path}.{a.Key}", Tensor: TensorInfo.Of(a.Value))))
        .Where(t => t.Tensor is not null)
        .ToImmutableDictionary(t => t.Name, t => program.TensorBytes(t.Tensor!));
}
