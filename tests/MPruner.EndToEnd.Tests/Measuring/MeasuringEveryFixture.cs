using MPruner.Core.Formats;
using MPruner.Core.Measuring;
using MPruner.Core.Ports;
using MPruner.ScriptModels.Models;
using MPruner.ScriptModels.Recording;
using MPruner.ScriptModels.Results;
using MPruner.ScriptModels.Running;
using MPruner.ScriptModels.Tests;
using MPruner.Torch;

namespace MPruner.EndToEnd.Tests.Measuring;

public sealed class MeasuringEveryFixture
{
    public static TheoryData<string> Models => [.. Specimen.OfFixtures];

    [Theory]
    [MemberData(nameof(Models))]
    public void FindsTheBlocksThatTheManifestCallsRemovable(string model)
    {
        var blocks = Analysis.Of(model).Result.Chains.SelectMany(c => c.Blocks).ToList();

        Assert.Equal(Fixtures.Chains(model).SelectMany(c => c), blocks.Select(b => (b.Path, b.Removable)));
        Assert.All(blocks, b => Assert.Equal(b.Removable, b.Reason is null));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void LeavesTheModelsOutputsEqualToTheBit(string model)
    {
        var specimen = Specimen.Named(model);
        var opened = ScriptModel.Open(specimen.Model, null);
        var inputs = specimen.Examples.First(3);
        var options = new SessionOptions(Threads: 1);
        var engine = new TorchEngine();
        var program = Instrumenter.Instrument(opened, inputs.Length, standardised: true);
        using var original = new ProgramLoader(engine, options).Run(EngineModel.Of(specimen.Model));
        var instrumentedModel = EngineModel.Of(program);
        using var instrumented = engine.Load(instrumentedModel.File, options);

        // Measuring first leaves rows behind, so that Gram matrices are made while forward runs.
        var blocks = opened.Blocks.Length;
        var request = SamplePlan.None(blocks).Request(NumericArray.Of(new long[blocks], blocks, 1));
        instrumented.Invoke(
            Instrumenter.MeasureMethod,
            [.. inputs, request.Features, request.Rows, request.Places, request.Projection, request.Fits]);
        var expected = original.Run(inputs);
        var found = instrumented.Invoke(instrumentedModel.Method, inputs);

        Assert.Equal(expected.Select(Bits), found.Select(Bits));
    }

    [Theory]
    [InlineData("resnet_bottleneck.scripted.pt", "layer2.0", "It turns float32[64, ")]
    [InlineData("resnet_bottleneck.traced.pt", "layer2.0", "It turns float32[64, ")]
    [InlineData("mobilenet.scripted.pt", "4", "It turns float32[64, ")]
    public void NamesTheShapesBetweenWhichABlockConverts(string model, string path, string reason)
    {
        var block = Analysis.Of(model).Result.Chains.SelectMany(c => c.Blocks).Single(b => b.Path == path);

        Assert.Contains(reason, block.Reason, StringComparison.Ordinal);
    }

    private static string Bits(NumericArray array) => $"{array.Describe()} {Convert.ToHexString(array.Data.Span)}";
}
