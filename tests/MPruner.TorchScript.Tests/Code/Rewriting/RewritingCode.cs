using System.Collections.Immutable;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Tests.Code.Rewriting;

public sealed class RewritingCode
{
    private const string Text = """
        def f(x: Tensor,
            y: Tensor) -> Tensor:
          # the first
          a = (block).forward(x, )
          if c:
            b = g(  a,
              1)

          else:
            pass
          with d as e:
            b = (block).forward(b, y, )
          return b

        """;

    public static TheoryData<string> Files => [.. SourceSamples.Files];

    [Theory]
    [MemberData(nameof(Files))]
    public void WithoutAChangeGivesTheSameObject(string text)
    {
        var file = CodeParser.ParseFile(text, "code/a.py");

        Assert.Same(file, new Identity().Rewrite(file));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void RebuildingEveryTokenGivesTheSourceBack(string text)
    {
        var file = CodeParser.ParseFile(text, "code/a.py");

        var rebuilt = new Rebuild().Rewrite(file);

        Assert.Equal(text, CodePrinter.Print(rebuilt));
        var nodes = file.DescendantsAndSelf().Where(n => n.Parts.Any());
        Assert.Empty(nodes.Intersect(rebuilt.DescendantsAndSelf(), ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void ReplacesACallByItsInput()
    {
        var expected = Text
            .Replace("(block).forward(x, )", "x", StringComparison.Ordinal)
            .Replace("(block).forward(b, y, )", "b", StringComparison.Ordinal);

        Assert.Equal(expected, Rewritten(new CallToInput()));
    }

    [Fact]
    public void KeepsWhatItDoesNotTouch()
    {
        var function = (FunctionDefinition)CodeParser.ParseDefinition(Text);

        var rewritten = new CallToInput().Rewrite(function);

        Assert.Same(function.Parameters, rewritten.Parameters);
        Assert.Same(function.Body.Statements[1], rewritten.Body.Statements[1]);
        Assert.NotSame(function.Body.Statements[0], rewritten.Body.Statements[0]);
    }

    [Fact]
    public void IndentsInsertedStatementsLikeTheirBlock() => Assert.Equal(
        Text.Replace(
            "  with d as e:\n    b =",
            "  with d as e:\n    # seen\n    if h:\n\n      record(\n        1)\n    b =",
            StringComparison.Ordinal),
        Rewritten(new Before("b = (block)", "# seen\nif h:\n\n  record(\n    1)\n")));

    [Fact]
    public void RemovesStatements() => Assert.Equal(
        Text.Replace("  # the first\n  a = (block).forward(x, )\n", "", StringComparison.Ordinal), Rewritten(new Without("a =")));

    [Fact]
    public void LeavesPassInABlockThatBecameEmpty() => Assert.Equal(
        Text.Replace("    b = g(  a,\n      1)\n", "    pass\n", StringComparison.Ordinal), Rewritten(new Without("b = g")));

    [Fact]
    public void RemovesAnAlternative()
    {
        var statement = CodeParser.ParseStatements("if a:\n  x = 1\nelif b:\n  x = 2\nelif c:\n  x = 3\nelse:\n  x = 4\n")[0];

        Assert.Equal("if a:\n  x = 1\nelif b:\n  x = 2\n", CodePrinter.Print(new Without("elif c").Rewrite(statement)));
    }

    [Fact]
    public void MovesAStatementOutOfABlockWithAllOfItsLines()
    {
        var function = (FunctionDefinition)CodeParser.ParseDefinition(Text);

        var moved = new Indentation("").Apply(function.Body.Statements[1]);

        Assert.Equal("if c:\n  b = g(  a,\n    1)\n\nelse:\n  pass\n", CodePrinter.Print(moved));
    }

    [Fact]
    public void RefusesToReturnARemovedStatement() =>
        Assert.Throws<InvalidOperationException>(() => new Without("def").Rewrite(CodeParser.ParseDefinition(Text)));

    private static string Rewritten(SyntaxRewriter rewriter) =>
        CodePrinter.Print(rewriter.Rewrite(CodeParser.ParseFile(Text, "code/a.py")));

    private sealed class Identity : SyntaxRewriter;

    private sealed class Rebuild : SyntaxRewriter
    {
        protected override Token VisitToken(Token token) => token with { };
    }

    private sealed class CallToInput : SyntaxRewriter
    {
        protected override Expression VisitCall(CallExpression node) =>
            node.Callee is AttributeExpression { Name.Text: "forward" } ? node.Arguments[0].Value : base.VisitCall(node);
    }

    private sealed class Before(string start, string inserted) : SyntaxRewriter
    {
        protected override ImmutableArray<Statement> VisitStatement(Statement statement) =>
            CodePrinter.Print(statement).Trim().StartsWith(start, StringComparison.Ordinal)
                ? [.. CodeParser.ParseStatements(inserted), statement]
                : base.VisitStatement(statement);
    }

    private sealed class Without(string start) : SyntaxRewriter
    {
        protected override ImmutableArray<Statement> VisitStatement(Statement statement) =>
            CodePrinter.Print(LeadingText.Give(statement, "")).StartsWith(start, StringComparison.Ordinal)
                ? []
                : base.VisitStatement(statement);
    }
}
