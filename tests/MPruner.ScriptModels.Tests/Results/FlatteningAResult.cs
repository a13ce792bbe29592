using System.Collections.Immutable;
using MPruner.Core;
using MPruner.ScriptModels.Results;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Results;

/// <summary>Checks the generated code. The end-to-end tests check that libtorch runs it.</summary>
public sealed class FlatteningAResult
{
    private const string Output = "__torch__.results.Output";

    private static readonly CodeLibrary Code = ScriptProgram.Read(Fixtures.Bytes("returns_named_tuple.scripted.pt")).Code;

    [Theory]
    [InlineData("Tensor", "append(found, x)")]
    [InlineData("Tuple[int, Tensor]", "(x)[1]")]
    [InlineData("Tuple[Tensor]", "(x)[0]")]
    [InlineData("List[Tensor]", "range(torch.len(x))")]
    [InlineData("Dict[str, Tensor]", "torch.values(x)")]
    [InlineData("Dict[int, List[Optional[Tensor]]]", "torch.values(x)", "torch.__isnot__(", "unchecked_cast(Tensor, ")]
    [InlineData("Union[Tensor, List[Tensor], int]", "isinstance(x, Tensor)", "isinstance(x, List[Tensor])")]
    [InlineData(Output, "(x)[0]", "(x)[1]", "(x)[2]")]
    [InlineData($"Optional[{Output}]", $"unchecked_cast({Output}, x)")]
    public void ReadsEveryTensor(string type, params string[] parts)
    {
        var code = string.Join('\n', Lines(type));

        Assert.All(parts, part => Assert.Contains(part, code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("int")]
    [InlineData("NoneType")]
    [InlineData("Tuple[()]")]
    [InlineData("Tuple[int, Dict[str, float]]")]
    [InlineData("Optional[List[bool]]")]
    [InlineData("Union[int, str]")]
    public void WritesNothingForATypeWithoutTensors(string type) => Assert.Empty(Lines(type));

    [Theory]
    [InlineData("Any")]
    [InlineData("Future[Tensor]")]
    [InlineData("Tuple[Tensor, __torch__.results.ReturnsNamedTuple]")]
    [InlineData("__torch__.torch.classes.nowhere.Thing")]
    public void RefusesATypeInWhichNoTensorsCanBeFound(string type)
    {
        var refused = Assert.Throws<PrunerException>(() => Lines(type));

        Assert.Equal("MPR3005", refused.Code);
        var named = type.Split(", ")[^1].TrimEnd(']').Replace("Future[Tensor", "Future[Tensor]", StringComparison.Ordinal);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesTooDeepNesting()
    {
        var type = string.Concat(Enumerable.Repeat("List[", 40)) + "Tensor" + new string(']', 40);

        Assert.Equal("MPR3005", Assert.Throws<PrunerException>(() => Lines(type)).Code);
    }

    private static ImmutableArray<string> Lines(string type) =>
        new ResultFlattening(Code, "found").Lines(CodeParser.ParseExpression(type), "x");
}
