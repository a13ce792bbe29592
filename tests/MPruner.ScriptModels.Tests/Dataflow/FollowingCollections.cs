using MPruner.ScriptModels.Chains;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Dataflow;

/// <summary>
/// A model of two towers, whose outputs the code puts into collections. A tower is scored if the first tensor of the result depends on it.
/// </summary>
public sealed class FollowingCollections
{
    private static readonly ScriptProgram Program = ScriptProgram.Read(Fixtures.Bytes("returns_filled_dict.scripted.pt"));

    [Theory]
    [InlineData("Dict[str, Tensor]", "return {\"a\": x1, \"b\": x2}", "first")]
    [InlineData(
        "Dict[str, Tensor]",
        "d = annotate(Dict[str, Tensor], {})|torch._set_item(d, \"b\", x2)|torch._set_item(d, \"a\", x1)|return d",
        "second")]
    [InlineData("Dict[str, Tensor]", "d = {\"a\": x1, \"b\": x2}|torch._set_item(d, \"a\", x2)|return d", "second")]
    [InlineData("Tuple[Tensor, Tensor, Tensor]", "d = {\"a\": x1, \"b\": x2}|return (d[\"b\"], x1, x2)", "second")]
    [InlineData("List[Tensor]", "return [x2, x1]", "second")]
    [InlineData("List[Tensor]", "l = annotate(List[Tensor], [])|_0 = torch.append(l, x1)|_1 = torch.append(l, x2)|return l", "first")]
    [InlineData("Tuple[Tensor, Tensor, Tensor]", "l = [x1, x2]|return (l[-1], x1, x2)", "second")]
    [InlineData("Tuple[Tensor, Tensor, Tensor]", "l = [x1, x2]|a, b, = l|return (b, x1, x2)", "second")]
    [InlineData(
        "Tuple[Tensor, Tensor, Tensor]",
        "l = annotate(List[Tensor], [])|d = {\"a\": l}|_0 = torch.append(l, x2)|return (d[\"a\"][0], x1, x2)",
        "second")]
    [InlineData("Tuple[Tensor, Tensor, Tensor]", "l = [x1]|m = l|_0 = torch.append(m, x2)|return (l[1], x1, x2)", "second")]
    [InlineData("List[Tensor]", "l = torch.add([x1], [x2])|return l", "first")]
    [InlineData("List[Tensor]", "return torch.values({\"a\": x2, \"b\": x1})", "second")]
    [InlineData("List[Tensor]", "l = [x2]|if torch.gt(torch.size(x, 0), 0):|  _0 = torch.append(l, x1)|else:|  pass|return l", "second")]
    [InlineData("Tuple[Tensor, Tensor, Tensor]", "l = [x1, x2]|_0 = torch.pop(l, 0)|return (l[0], x1, x2)", "first second")]
    [InlineData("Tuple[Tensor, Tensor, Tensor]", "l = [x1, x2]|i = torch.size(x, 0)|return (l[i], x1, x2)", "first second")]
    public void FindsWhatTheFirstTensorDependsOn(string type, string body, string scored)
    {
        var trace = DataflowTracer.Trace(Edited(type, body.Split('|')));
        var blocks = FamilyFinder.Find(Program, trace, null).Chains.SelectMany(chain => chain.Blocks);

        Assert.Equal(scored, string.Join(' ', blocks.Where(b => b.Reason is null).Select(b => b.Path.Split('.')[0]).Distinct()));
    }

    private static ScriptProgram Edited(string type, string[] body) => EditedCode.WithForward(
        Program,
        type,
        ["first = self.first", "second = self.second", "x1 = (first).forward(x, )", "x2 = (second).forward(x, )", .. body]);
}
