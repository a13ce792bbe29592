using MPruner.Core;
using MPruner.Core.Acceptance;
using MPruner.Core.Formats;
using MPruner.Core.Reports;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;
using MPruner.ScriptModels.Tests;
using MPruner.Torch;
using MPruner.TorchScript.Programs;

namespace MPruner.EndToEnd.Tests.Pruning;

/// <summary>Dictionaries, lists, named tuples: whatever <c>forward</c> returns, its first tensor is scored.</summary>
/// <remarks>The pruned file returns the same type as the original.</remarks>
public sealed class ResultsOfAnyType
{
    private static readonly PruningOptions Everything = new() { Threshold = 0, MaxDrop = AcceptanceGuard.Off };

    public static TheoryData<string> Models =>
    [
        "returns_dict.scripted.pt", "returns_dict.traced.pt", "returns_filled_dict.scripted.pt", "returns_list.scripted.pt",
        "returns_list.traced.pt", "returns_mixed.scripted.pt", "returns_mixed.traced.pt", "returns_named_tuple.scripted.pt",
        "returns_nested.scripted.pt", "reads_named_tuple.scripted.pt", "returns_union.scripted.pt", "tuple_used.traced.pt",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void AreTheTensorsThatPythonFindsInThem(string model)
    {
        PythonJudge.OrSkip();
        var specimen = Specimen.Named(model);
        using var loaded = new ProgramLoader(new TorchEngine(), new SessionOptions()).Run(EngineModel.Of(specimen.Model));

        var ours = loaded.Run(specimen.Examples.First(3));

        var theirs = PythonResult.Of(specimen, 3, specimen.Model)[0].Tensors;
        Assert.Equal(theirs.Select(t => string.Join(',', t.Shape)), ours.Select(t => string.Join(',', t.Shape)));
        Assert.All(
            ours.Zip(theirs),
            pair => Assert.Equal(pair.Second.ToDoubles(), pair.First.ToDoubles(), (a, b) => Math.Abs(a - b) <= 1e-5));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void ArePrunedAndReturnedAsBefore(string model)
    {
        PythonJudge.OrSkip();
        var result = Pruned.Of(model, Everything);

        var removable = Fixtures.Chains(model).SelectMany(c => c.Skip(1)).Where(b => b.Removable).Select(b => b.Path).ToList();
        Assert.Equal(removable, result.Removed);
        var after = ScriptProgram.Read(result.Output!.Value);
        var methods = after.Code.FindClass(after.Root.ClassName)!.Methods.Select(m => m.Name.Text);
        Assert.DoesNotContain(methods, name => name.StartsWith("mpruner_", StringComparison.Ordinal));
        var results = PythonResult.Of(Specimen.Named(model), 3, Specimen.Named(model).Model, result.Output!.Value.ToArray());
        Assert.Equal(results[0].Kind, results[1].Kind);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void GiveTheOriginalBackByteForByteWhereNothingIsRemoved(string model)
    {
        var result = Pruned.Of(model, new PruningOptions { Threshold = 1, Width = false });

        Assert.Equal(Convert.ToHexString(Specimen.Named(model).Model), Convert.ToHexString(result.Output!.Value.Span));
        Assert.Equal(0, Verified(model, result.Output!.Value.ToArray()).Quality!.Drop);
    }

    [Theory]
    [InlineData("returns_dict.traced.pt")]
    [InlineData("returns_nested.scripted.pt")]
    [InlineData("returns_named_tuple.scripted.pt")]
    public void CanBeDistilled(string model)
    {
        var result = Pruned.Of(model, Everything with { Recovery = RecoverySteps.Distill, Epochs = 2 });

        Assert.NotEmpty(result.Removed);
        Assert.True(double.IsFinite(Verified(model, result.Output!.Value.ToArray()).Quality!.Drop));
    }

    [Theory]
    [InlineData("returns_dict.scripted.pt", 1)]
    [InlineData("returns_dict.traced.pt", 1)]
    [InlineData("returns_list.scripted.pt", 1)]
    [InlineData("returns_list.traced.pt", 1)]
    [InlineData("returns_named_tuple.scripted.pt", 1)]
    [InlineData("returns_mixed.traced.pt", 1)]
    [InlineData("returns_nested.scripted.pt", 2)]
    public void CauseAWarningWhereTheyHaveMoreThanOneTensor(string model, int others)
    {
        var warning = Assert.Single(Pruned.Of(model, Everything).Warnings, w => w.Code == "MPR2306");

        Assert.Contains($"Of the other results, {others} depended on changed blocks", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("returns_filled_dict.scripted.pt", 1)]
    [InlineData("reads_named_tuple.scripted.pt", 1)]
    public void KeepTheBlocksThatTheirFirstTensorDoesNotNeed(string model, int chain)
    {
        var result = Pruned.Of(model, Everything);

        Assert.All(
            result.Chains[chain].Blocks,
            block => Assert.Contains("and it does not depend on this block", block.Reason, StringComparison.Ordinal));
        Assert.All(result.Chains[chain].Blocks, block => Assert.Empty(block.Inner));
        Assert.All(result.Chains[chain].Blocks, block => Assert.Contains("does not depend", block.NotNarrowed, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Warnings, w => w.Code == "MPR2306");
    }

    [Fact]
    public void AreRefusedByTypeWhereTheyHaveNoKnownTensor()
    {
        var model = Fixtures.Bytes("returns_object.scripted.pt");
        var examples = Specimen.Named("returns_dict.scripted.pt").Examples;

        Assert.Equal(3, Quiet.Pipeline().Inspect(model, Everything).Chains[0].Blocks.Length);
        Assert.All<Action>(
            [
                () => Quiet.Pipeline().Analyze(new(model, examples, Everything, CompareForward: false), CancellationToken.None),
                () => Quiet.Pipeline().Prune(new(model, examples, null, Everything), CancellationToken.None),
                () => Quiet.Pipeline().Verify(new(model, model, examples, Everything), CancellationToken.None),
            ],
            run =>
            {
                var refused = Assert.ThrowsAny<PrunerException>(run);
                Assert.Equal("MPR3005", refused.Code);
                Assert.Contains("of type __torch__.results.Scores", refused.Message, StringComparison.Ordinal);
            });
    }

    private static PruningResult Verified(string model, byte[] candidate)
    {
        var specimen = Specimen.Named(model);
        return Quiet.Pipeline().Verify(new(specimen.Model, candidate, specimen.Examples, Everything), CancellationToken.None);
    }
}
