using MPruner.Core.Formats;
using MPruner.ScriptModels.Models;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Programs;

namespace MPruner.ScriptModels.Tests.Dataflow;

/// <summary>
/// Branches of an <c>if</c>. One whose condition is an attribute that no code assigns is never taken, or always; its code stays in the file
/// in any case.
/// </summary>
public sealed class FollowingConditions
{
    [Theory]
    [InlineData("self.deep", "first second third")]
    [InlineData("torch.__not__(self.deep)", "first second second")]
    [InlineData("torch.__not__(torch.__not__(self.deep))", "first second third")]
    [InlineData("self.training", "first second third second")]
    [InlineData("torch.gt(torch.size(x, 0), 0)", "first second third second")]
    public void TakesOneBranchWhereTheConditionIsConstant(string condition, string called) =>
        Assert.Equal(called, Called(Edited(condition, "return (third).forward(x2, )", "return (second).forward(x1, )")));

    [Fact]
    public void TakesBothWhereTheAttributeIsAssigned()
    {
        string[] method = ["def switch(self: __torch__.calls.Conditional) -> NoneType:", "  self.deep = False", "  return None"];
        Assert.Equal(
            "first second third second",
            Called(Edited("self.deep", "return (third).forward(x2, )", "return (second).forward(x1, )", method)));
    }

    /// <summary>libtorch compiles the branch that is never taken as well.</summary>
    [Fact]
    public void RemovesABlockInTheOtherBranchToo()
    {
        var model = Edited("self.deep", "return (third).forward(x2, )", "return (third).forward((second).forward(x2, ), )");
        var second = model.Blocks.Single(block => block.Path == "second");
        var written = ScriptProgram.Read(model.Write(new Candidate(model, [second])));
        var code = CodePrinter.Print(written.Code.FindClass(written.Root.ClassName)!);

        Assert.True(second.Removable, second.Reason);
        Assert.DoesNotContain("second).forward", code, StringComparison.Ordinal);
        Assert.Contains("else", code, StringComparison.Ordinal);
    }

    private static string Called(ScriptModel model) =>
        string.Join(' ', model.Trace.Calls.Select(call => call.Path).Where(path => path.Length > 0 && !path.Contains('.')));

    private static ScriptModel Edited(string condition, string then, string otherwise, params string[] more)
    {
        var program = ScriptProgram.Read(Fixtures.Bytes("conditional.scripted.pt"));
        string[] body =
        [
            "first = self.first",
            "second = self.second",
            "third = self.third",
            "x1 = (first).forward(x, )",
            "x2 = (second).forward(x1, )",
            $"if {condition}:",
            $"  {then}",
            "else:",
            $"  {otherwise}",
        ];
        return ScriptModel.Open(EditedCode.WithForward(program, "Tensor", body, more).Write(), null);
    }
}
