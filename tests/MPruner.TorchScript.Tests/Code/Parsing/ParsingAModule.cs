using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Tests.Code.Parsing;

public sealed class ParsingAModule
{
    private static readonly ClassDefinition Net = (ClassDefinition)CodeParser.ParseDefinition(SourceSamples.Module);
    private static readonly FunctionDefinition Forward = Net.Method("forward")!;

    [Fact]
    public void FindsItsMethods() => Assert.Equal(["forward", "split"], Net.Methods.Select(m => m.Name.Text));

    [Fact]
    public void ReadsAnAttributeDeclaration()
    {
        var training = Assert.IsType<AssignStatement>(Net.Body.Statements[2]);

        Assert.Equal("training", Assert.IsType<NameExpression>(training.Target).Name.Text);
        Assert.Equal("bool", Assert.IsType<NameExpression>(training.Annotation).Name.Text);
        Assert.Null(training.Value);
    }

    [Fact]
    public void ReadsParametersOverSeveralLines()
    {
        Assert.Equal(["self", "x", "mask"], Forward.Parameters.Nodes.Select(p => p.Name.Text));
        Assert.Equal("None", Assert.IsType<LiteralExpression>(Forward.Parameters[2].Default).Literal.Text);
    }

    [Fact]
    public void ReadsACallOnAReceiverInParentheses()
    {
        var call = (CallExpression)((AssignStatement)Forward.Body.Statements[1]).Value!;

        var method = Assert.IsType<AttributeExpression>(call.Callee);
        Assert.Equal("forward", method.Name.Text);
        Assert.IsType<CallExpression>(Assert.IsType<ParenthesizedExpression>(method.Target).Inner);
        Assert.Single(call.Arguments.Nodes);
        Assert.Single(call.Arguments.Separators);
    }

    [Fact]
    public void ReadsAnUnpackingAsOneTuple()
    {
        var unpacking = (AssignStatement)Forward.Body.Statements[2];

        Assert.Equal(2, Assert.IsType<TupleExpression>(unpacking.Target).Elements.Count);
    }

    [Theory]
    [InlineData("a or b and not c == d + e * -f ** g", "(a or (b and (not (c == (d + (e * (-(f ** g))))))))")]
    [InlineData("a - b - c", "((a - b) - c)")]
    [InlineData("a ** b ** c", "(a ** (b ** c))")]
    [InlineData("a is not b not in c", "((a is not b) not in c)")]
    [InlineData("a if b else c if d else e", "(a if b else (c if d else e))")]
    public void GroupsOperatorsByPrecedence(string text, string grouped) =>
        Assert.Equal(grouped, Grouped(CodeParser.ParseExpression(text)));

    private static string Grouped(Expression e) => e switch
    {
        BinaryExpression { SecondWord: { } second } b => $"({Grouped(b.Left)} {b.Operator.Text} {second.Text} {Grouped(b.Right)})",
        BinaryExpression b => $"({Grouped(b.Left)} {b.Operator.Text} {Grouped(b.Right)})",
        UnaryExpression u when u.Operator.Is("not") => $"(not {Grouped(u.Operand)})",
        UnaryExpression u => $"({u.Operator.Text}{Grouped(u.Operand)})",
        ConditionalExpression c => $"({Grouped(c.WhenTrue)} if {Grouped(c.Condition)} else {Grouped(c.WhenFalse)})",
        _ => CodePrinter.Print(e).Trim(),
    };
}
