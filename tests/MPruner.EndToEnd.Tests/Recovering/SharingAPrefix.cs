using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Examples;
using MPruner.Core.Fitting;
using MPruner.Core.Formats;
using MPruner.Core.Width;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Sharing;

namespace MPruner.EndToEnd.Tests.Recovering;

/// <summary>Trials that run from their seam only, compared with the same trials that run from the start.</summary>
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
    public void GivesTheSameBitsAsTheWholeModel(string model)
    {
        var (start, examples) = WithARepairedSeam(model);
        var left = start.Model.Chains.SelectMany(c => c.Blocks.Skip(1)).Where(b => b.Removable && !start.Removed.Contains(b)).ToList();
        Candidate[] trials = [.. left.Select(b => start.Without(b))];
        var engine = new ListeningEngine();
        using var original = Quiet.Run(Options, engine).Bench.Run(Specimen.Named(model).Model);
        var judge = Judge(engine, original, examples);

        var together = judge.Outputs.Compare(start, trials);
        var shared = engine.Calls.Any(c => c.Method == SharedPrefix.RestMethod && c.Inputs[0].Shape[0] > 4);
        var whole = trials.Select(t => judge.Outputs.Compare(t.Model.Write(t)));

        Assert.True(shared, "No trial ran from its seam only.");
        Assert.Equal(whole, together);
    }

    [Theory]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("resnet_basic.traced.pt")]
    [InlineData("masked_transformer.scripted.pt")]
    [InlineData("bert.traced.pt")]
    public void GivesTheSameBitsForNarrowedBlocks(string model)
    {
        var opened = Analysis.Measured(model);
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, opened.Signature);
        var start = new Candidate(opened, []);
        Candidate[] trials =
        [
            .. opened.InnerDimensions.Where(d => d.Block != opened.Blocks[0]).Select(d => start.With(
                DimensionReader.Sliced(d, opened.Reader(d), [.. Enumerable.Range(0, d.Units / 2)]))),
        ];
        var engine = new ListeningEngine();
        using var original = Quiet.Run(Options, engine).Bench.Run(Specimen.Named(model).Model);
        var judge = Judge(engine, original, examples);

        var together = judge.Outputs.Compare(start, trials);
        var shared = engine.Calls.Any(c => c.Method == SharedPrefix.RestMethod && c.Inputs[0].Shape[0] > 4);

        Assert.True(shared, "No trial ran from its block only.");
        Assert.Equal(trials.Select(t => judge.Outputs.Compare(t.Model.Write(t))), together);
    }

    /// <summary>Here the end of the model reads the output of a block in the shared part.</summary>
    [Fact]
    public void IsGivenUpWhereItIsNotExact()
    {
        const string model = "read_later.scripted.pt";
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, Analysis.Measured(model).Signature);
        var start = new Candidate(Analysis.Measured(model), []);
        var last = start.Model.Chains[0].Blocks.Last(b => b.Removable);
        var engine = new ListeningEngine();
        using var original = Quiet.Run(Options, engine).Bench.Run(Specimen.Named(model).Model);
        var judge = Judge(engine, original, examples);
        var trial = start with { Removed = [last] };

        var found = judge.Outputs.Compare(start, [trial]);

        Assert.NotNull(SharedPrefix.Of(CandidateProgram.Of(start), CandidateProgram.Of(trial)));
        Assert.Equal([judge.Outputs.Compare(trial.Model.Write(trial))], found);
        Assert.DoesNotContain(engine.Calls, c => c.Method == SharedPrefix.RestMethod && c.Inputs[0].Shape[0] > 4);
    }

    /// <summary>The first removable block is removed, and the seam repaired.</summary>
    private static (Candidate Candidate, BoundExamples Examples) WithARepairedSeam(string model)
    {
        var opened = Analysis.Measured(model);
        var examples = BoundExamples.Bind(Specimen.Named(model).Examples, opened.Signature);
        var start = new Candidate(opened, [opened.Chains.SelectMany(c => c.Blocks.Skip(1)).First(b => b.Removable)]);
        return (LinearRecovery.RepairQuickly(start, new SeamFitter(Quiet.Run(Options), examples, [])), examples);
    }

    private static CandidateJudge Judge(ListeningEngine engine, IRunningModel original, BoundExamples examples) =>
        new(
            Quiet.Run(Options, engine),
            new(original, examples),
            new(examples, examples, examples) { Measured = examples },
            QualityMetric.Agreement);
}
