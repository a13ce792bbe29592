using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Recovery;
using MPruner.Core.Results;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests.Recovering;

/// <summary>Trials that run only from their seam on, against the same trials run whole.</summary>
public sealed class SharingAPrefix
{
    private static readonly PruningOptions Options = new();

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("residual_cnn.traced.pt")]
    [InlineData("resnet_basic.traced.pt")]
    [InlineData("masked_transformer.scripted.pt")]
    [InlineData("masked_transformer.traced.pt")]
    [InlineData("bert.traced.pt")]
    [InlineData("encoder_decoder.scripted.pt")]
    [InlineData("t5.traced.pt")]
    [InlineData("parent_adds.scripted.pt")]
    public void GivesTheBitsOfTheWhole(string model)
    {
        var (start, examples) = WithAMendedSeam(model);
        var left = start.Subject.Chains.SelectMany(c => c.Blocks.Skip(1)).Where(b => b.Removable && !start.Removed.Contains(b)).ToList();
        Candidate[] trials = [.. left.Select(b => start with { Removed = start.Removed.Add(b) })];
        var engine = new ListeningEngine();
        using var judge = Judge(engine, model, examples);

        var together = new TrialRuns(engine, judge, examples, new()).Compare(start, trials);
        var shared = engine.Calls.Any(c => c.Method == SharedPrefix.RestMethod && c.Inputs[0].Shape[0] > 4);
        var whole = trials.Select(t => judge.Compare(t.ToProgram().Write()));

        Assert.True(shared, "No trial was spared anything.");
        Assert.Equal(whole, together);
    }

    /// <summary>Here the end of the model reads what a block wrote that is spared.</summary>
    [Fact]
    public void IsGivenUpWhereItIsNotExact()
    {
        const string model = "read_later.scripted.pt";
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, Analysis.Measured(model).Forward);
        var start = new Candidate(Analysis.Measured(model), []);
        var last = start.Subject.Chains[0].Blocks.Last(b => b.Removable);
        var engine = new ListeningEngine();
        using var judge = Judge(engine, model, examples);
        var trial = start with { Removed = [last] };

        Assert.NotNull(SharedPrefix.Of(start, trial));
        Assert.Equal(judge.Compare(trial.ToProgram().Write()), new TrialRuns(engine, judge, examples, new()).Compare(start, [trial]).Single());
        Assert.DoesNotContain(engine.Calls, c => c.Method == SharedPrefix.RestMethod && c.Inputs[0].Shape[0] > 4);
    }

    /// <summary>The first block that can go is gone, and the seam mended.</summary>
    private static (Candidate Candidate, BoundExamples Examples) WithAMendedSeam(string model)
    {
        var subject = Analysis.Measured(model);
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, subject.Forward);
        var start = new Candidate(subject, [subject.Chains.SelectMany(c => c.Blocks.Skip(1)).First(b => b.Removable)]);
        return (LinearRecovery.MendQuickly(start, new SeamFitter(new TorchEngine(), examples, [], Options), new Quiet(), CancellationToken.None), examples);
    }

    private static CandidateJudge Judge(ListeningEngine engine, string model, BoundExamples examples) =>
        new(engine, EngineModel.Of(Specimen.Named(model).Model), examples, examples, Options, new Quiet(), CancellationToken.None);
}
