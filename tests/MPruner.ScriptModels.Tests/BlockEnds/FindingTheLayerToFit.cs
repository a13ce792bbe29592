using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Models;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.BlockEnds;

/// <summary>A fit changes the weight of a block's last layer, which is only right where the layer applies that weight as it is.</summary>
public sealed class FindingTheLayerToFit
{
    [Theory]
    [InlineData("masked_transformer.scripted.pt")]
    [InlineData("masked_transformer.traced.pt")]
    [InlineData("residual_cnn.scripted.pt")]
    [InlineData("residual_cnn.traced.pt")]
    [InlineData("resnet_bottleneck.scripted.pt")]
    [InlineData("bert.scripted.pt")]
    public void TakesALayerThatAppliesItsOwnWeight(string model) =>
        Assert.All(Layers(ScriptProgram.Read(Fixtures.Bytes(model))), Assert.True);

    [Theory]
    [InlineData("masked_transformer.scripted.pt", "linear(input, weight, bias)", "linear(input, torch.mul(weight, 2), bias)")]
    [InlineData("masked_transformer.scripted.pt", "linear(input, weight, bias)", "linear(input, torch.t(weight), bias)")]
    [InlineData("masked_transformer.scripted.pt", "linear(input, weight, bias)", "linear(input, weight, torch.mul(bias, 2))")]
    [InlineData("masked_transformer.scripted.pt", "bias = self.bias", "bias = self.bias\n    _9 = torch.mul_(weight, 1)")]
    [InlineData(
        "residual_cnn.scripted.pt",
        "_conv_forward(input, weight, bias, )",
        "_conv_forward(input, torch.div(weight, torch.std(weight)), bias, )")]
    [InlineData("residual_cnn.scripted.pt", "weight = self.weight", "weight = torch.sub(self.weight, torch.mean(self.weight))")]
    public void LeavesALayerThatComputesItsWeight(string model, string code, string other) =>
        Assert.All(Layers(Edited(ScriptProgram.Read(Fixtures.Bytes(model)), code, other)), Assert.False);

    /// <summary>For each block whether its last layer can be fitted.</summary>
    private static IEnumerable<bool> Layers(ScriptProgram program)
    {
        var model = ScriptModel.Open(program.Write(), null);
        Assert.NotEmpty(model.Blocks);
        return model.Blocks.Select(block => BlockEnd.Of(model.Trace, model.Find(block)).Last is not null);
    }

    private static ScriptProgram Edited(ScriptProgram program, string code, string other)
    {
        var classes = program.Modules().Select(m => m.Object.ClassName).Distinct();
        foreach (var name in classes.Where(name => name.Contains(".torch.nn.modules.", StringComparison.Ordinal)))
        {
            var text = CodePrinter.Print(program.Code.FindClass(name)!).Replace(code, other, StringComparison.Ordinal);
            program = program.With(program.Root, program.Code.WithClass(name, (ClassDefinition)CodeParser.ParseStatements(text)[0]));
        }

        return program;
    }
}
