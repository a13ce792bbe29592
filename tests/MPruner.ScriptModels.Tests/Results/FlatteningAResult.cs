using System.Collections.Immutable;
using MPruner.Core;
using MPruner.ScriptModels.Results;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Results;

/// <summary>What the code says; that libtorch runs it is seen end to end.</summary>
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
    public void WritesNothingForWhatHoldsNoTensor(string type) => Assert.Empty(Lines(type));

    [Theory]
    [InlineData("Any")]
    [InlineData("Future[Tensor]")]
    [InlineData("Tuple[Tensor, __torch__.results.ReturnsNamedTuple]")]
    [InlineData("__torch__.torch.classes.nowhere.Thing")]
    public void RefusesWhatCannotBeTold(string type)
    {
        var refused = Assert.Throws<PrunerException>(() => Lines(type));

        Assert.Equal("MPR3005", refused.Code);
        Assert.Contains(type.Split(", ")[^1].TrimEnd(']').Replace("Future[Tensor", "Future[Tensor]", StringComparison.Ordinal), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesANestingWithoutEnd() =>
        Assert.Equal("MPR3005", Assert.Throws<PrunerException>(() => Lines(string.Concat(Enumerable.Repeat("List[", 40)) + "Tensor" + new string(']', 40))).Code);

    private static ImmutableArray<string> Lines(string type) => new ResultFlattening(Code, "found").Lines(CodeParser.ParseExpression(type), "x");
}
