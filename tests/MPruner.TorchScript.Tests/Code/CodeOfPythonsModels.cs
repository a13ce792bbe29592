using System.Collections.Immutable;
using MPruner.TorchScript.Archive;
using MPruner.TorchScript.Code;
using MPruner.TorchScript.Code.Parsing;
using MPruner.TorchScript.Code.Printing;
using MPruner.TorchScript.Code.Rewriting;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Tests.Code;

public sealed class CodeOfPythonsModels
{
    [Fact]
    public void PrintsAsItWasWritten()
    {
        Assert.InRange(PythonModels.Code.Count, 1000, int.MaxValue);
        Assert.All(PythonModels.Code, code =>
        {
            var file = new CodeFile(code.EntryName, code.Source);
            Assert.Equal(code.Source.ToArray(), new CodeFile(code.EntryName, file.Syntax).ToBytes().ToArray());
        });
    }

    [Fact]
    public void StaysOneTextThroughARewritingOfEveryStatement()
    {
        Assert.All(PythonModels.Code, code =>
        {
            var file = CodeParser.ParseFile(System.Text.Encoding.UTF8.GetString(code.Source.Span), code.EntryName);
            Assert.Same(file, new Reparse(isIdentity: true).Rewrite(file));
            Assert.Equal(CodePrinter.Print(file), CodePrinter.Print(new Reparse(isIdentity: false).Rewrite(file)));
        });
    }

    [Fact]
    public void RunsInLibtorchAfterAnEdit()
    {
        PythonJudge.OrSkip();
        var archive = TorchArchive.Read(File.ReadAllBytes(PythonModels.Counted));
        var library = CodeLibrary.Read(archive.Entries.Where(e => e.Name.EndsWith(".py", StringComparison.Ordinal)).Select(e => (e.Name, e.Data)));

        // The model's own class passes its second layer by and uses a clone of the collector, the original of which goes.
        var clone = QualifiedName.Mangle("__torch__.Collector", library.NextMangle());
        var edited = library
            .WithClass(clone, ClassClone.Renamed(library.FindClass("__torch__.Collector")!, "__torch__.Collector", clone))
            .WithClass("__torch__.Counted", new Edit().Rewrite(ClassReferences.Replaced(library.FindClass("__torch__.Counted")!, "__torch__.Collector", clone)))
            .Without(["__torch__.Collector"]);
        var folder = Directory.CreateTempSubdirectory("mpruner-code-tests-");
        var path = Path.Combine(folder.FullName, "counted.pt");
        File.WriteAllBytes(path, archive.With(edited.Files.Select(f => KeyValuePair.Create(f.EntryName, f.ToBytes())), []).Write());

        Assert.Null(edited.FindClass("__torch__.Collector"));
        PythonJudge.Run("MPruner.TorchScript.Tests/Code/Python/judge_edit.py", [PythonModels.Counted, path]);
        folder.Delete(recursive: true);
    }

    /// <summary>Puts in place of each simple statement what its text parses to, indented by the tree.</summary>
    private sealed class Reparse(bool isIdentity) : SyntaxRewriter
    {
        protected override ImmutableArray<Statement> VisitStatement(Statement statement) =>
            isIdentity || statement is not (AssignStatement or ExpressionStatement or KeywordStatement)
                ? base.VisitStatement(statement)
                : CodeParser.ParseStatements(CodePrinter.Print(new Indentation("").Apply(statement)));
    }

    private sealed class Edit : SyntaxRewriter
    {
        protected override Statement? VisitFunction(FunctionDefinition node)
        {
            var result = (FunctionDefinition)base.VisitFunction(node)!;
            var body = new Block([.. CodeParser.ParseStatements("seen = torch.neg(x)\nif torch.eq(torch.dim(seen), 7):\n  seen = x").Select(Indentation.Of(node.Body).Apply), .. result.Body.Statements]);
            return new FunctionDefinition(
                result.Def, result.Name, result.Open, result.Parameters, result.Close, result.Arrow, result.ReturnType, result.Colon, result.NewLine, body);
        }

        protected override Expression VisitCall(CallExpression node) =>
            node.Callee is AttributeExpression { Name.Text: "forward", Target: ParenthesizedExpression { Inner: NameExpression { Name.Text: "_1" } } }
                ? node.Arguments[0].Value
                : base.VisitCall(node);
    }
}
