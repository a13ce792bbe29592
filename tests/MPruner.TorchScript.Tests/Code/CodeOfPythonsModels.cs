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
    public void StaysTheSameTextWhenEveryStatementIsRewritten()
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
        var library = CodeLibrary.Read(archive.Entries.Select(e => (e.Name, e.Data)));
        var (model, collector) = (library.FindClass("__torch__.Counted")!, library.FindClass("__torch__.Collector")!);

        // The edited model bypasses its second layer and uses a clone of the collector, the original of which is removed.
        var clone = QualifiedName.Mangle("__torch__.Collector", library.NextMangle());
        var edited = library
            .WithClass(clone, ClassClone.Renamed(collector, "__torch__.Collector", clone))
            .WithClass("__torch__.Counted", new Edit().Rewrite(ClassReferences.Replaced(model, "__torch__.Collector", clone)))
            .Without(["__torch__.Collector"]);
        var folder = Directory.CreateTempSubdirectory("mpruner-code-tests-");
        var path = Path.Combine(folder.FullName, "counted.pt");
        File.WriteAllBytes(path, archive.With(edited.Files.Select(f => KeyValuePair.Create(f.EntryName, f.ToBytes())), []).Write());

        Assert.Null(edited.FindClass("__torch__.Collector"));
        PythonJudge.Run("MPruner.TorchScript.Tests/Code/Python/judge_edit.py", [PythonModels.Counted, path]);
        folder.Delete(recursive: true);
    }

    /// <summary>Replaces each simple statement by the result of parsing its text, with the indentation left to the rewriter.</summary>
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
            var added = CodeParser.ParseStatements("seen = torch.neg(x)\nif torch.eq(torch.dim(seen), 7):\n  seen = x");
            return new FunctionDefinition(
                result.Def,
                result.Name,
                result.Open,
                result.Parameters,
                result.Close,
                result.Arrow,
                result.ReturnType,
                result.Colon,
                result.NewLine,
                new Block([.. added.Select(Indentation.Of(node.Body).Apply), .. result.Body.Statements]));
        }

        protected override Expression VisitCall(CallExpression node) =>
            node.Callee is AttributeExpression { Name.Text: "forward", Target: ParenthesizedExpression { Inner: var receiver } }
                && receiver is NameExpression { Name.Text: "_1" }
                ? node.Arguments[0].Value
                : base.VisitCall(node);
    }
}
