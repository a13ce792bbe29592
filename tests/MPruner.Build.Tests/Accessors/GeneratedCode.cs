using MPruner.Build.Accessors;

namespace MPruner.Build.Tests.Accessors;

public sealed class GeneratedCode
{
    [Theory]
    [InlineData("model.pt", "Model")]
    [InlineData("spam-filter.v2.pt", "SpamFilterV2")]
    [InlineData("models/größe 2.pt", "ModelsGröße2")]
    [InlineData("classifier", "Classifier")]
    public void NamesMethodsAfterTheLogicalName(string logicalName, string expected) =>
        Assert.Equal(expected, AccessorName.Of(logicalName));

    [Fact]
    public void TakesTheEndingIntoTheNameWhereTwoModelsDifferInItOnly() =>
        Assert.Equal(["NetPt", "Other", "NetPth"], AccessorName.OfAll(["net.pt", "other.pt", "net.pth"]));

    [Theory]
    [InlineData("Tensor", "Tensor", "<T, T>")]
    [InlineData("Tensor Tensor", "Tensor", "<T, T, T>")]
    [InlineData("Tensor Tensor Tensor", "Tensor", "<T>")]
    [InlineData("Tensor", "List[Tensor]", "<T, T[]>")]
    [InlineData("Tensor", "Tuple[Tensor, Tensor]", "<T, (T, T)>")]
    [InlineData("Tensor", "Tuple[Tensor, Tuple[Tensor, Tensor]]", "")]
    [InlineData("Tensor", "Dict[str, Tensor]", "")]
    [InlineData("Tensor Optional[Tensor]", "Tensor", "")]
    [InlineData("", "Tensor", "")]
    public void TypesTheModuleAsFarAsTorchSharpCan(string parameters, string result, string expected)
    {
        var forward = new ForwardSignature("", parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries), result);

        string code = new AccessorSource("", hasTorchSharp: true).Of([new ModelAccessor("Model", "model.pt", true, forward)]);

        string types = expected.Replace("T", "global::TorchSharp.torch.Tensor", StringComparison.Ordinal);
        Assert.Contains($"global::TorchSharp.torch.jit.load{types}(bytes", code, StringComparison.Ordinal);
    }

    [Fact]
    public void PreparesTorchOnceForAllModels()
    {
        ModelAccessor[] models = [new("First", "first.pt", true, null), new("Second", "second.pt", true, null)];

        string code = new AccessorSource("", hasTorchSharp: true).Of(models);

        Assert.Equal(3, code.Split("PrepareTorch()").Length - 1);
        Assert.Single(code.Split("static void PrepareTorch()").Skip(1));
    }

    [Fact]
    public void OpensOnlyWhereTheProjectHasNoTorchSharp()
    {
        string code = new AccessorSource("", hasTorchSharp: false).Of([new ModelAccessor("Model", "model.pt", true, null)]);

        Assert.DoesNotContain("Torch", code, StringComparison.Ordinal);
        Assert.DoesNotContain("namespace", code, StringComparison.Ordinal);
    }

    [Fact]
    public void HoldsAnyLogicalName()
    {
        string code = new AccessorSource("A", hasTorchSharp: false).Of([new ModelAccessor("Model", "a\"<&>.pt", true, null)]);

        Assert.Contains("@\"a\"\"<&>.pt\"", code, StringComparison.Ordinal);
        Assert.Contains("Opens a\"&lt;&amp;&gt;.pt;", code, StringComparison.Ordinal);
    }
}
