using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>Statements. The column of a line determines its block; there are no tokens for indentation.</summary>
internal sealed partial class Parser
{
    private static SeparatedList<Expression> NoOperands => new([], []);

    /// <summary>The statements that start at a column, up to the first line that starts to the left of it.</summary>
    public ImmutableArray<Statement> ParseLines(int column)
    {
        var statements = ImmutableArray.CreateBuilder<Statement>();
        while (Current.Kind != TokenKind.EndOfFile && Column >= column)
        {
            if (Column > column)
            {
                throw Unexpected($"a line indented by {column} characters instead of {Column}");
            }

            statements.Add(ParseStatement(column));
        }

        return statements.ToImmutable();
    }

    private Block ParseBlock(int outerColumn)
    {
        if (Current.Kind == TokenKind.EndOfFile || Column <= outerColumn)
        {
            throw Unexpected($"a block indented by more than {outerColumn} characters");
        }

        Enter();
        var block = new Block(ParseLines(Column));
        Leave();
        return block;
    }

    private Statement ParseStatement(int column) => (Current.Kind, Current.Text) switch
    {
        (TokenKind.Name, "if") => ParseIf(column),
        (TokenKind.Name, "for") => ParseFor(column),
        (TokenKind.Name, "while") => ParseWhile(column),
        (TokenKind.Name, "with") => ParseWith(column),
        (TokenKind.Name, "def") => ParseFunction(column),
        (TokenKind.Name, "class") => ParseClass(column),
        (TokenKind.Name, "return" or "raise") => ParseReturn(),
        (TokenKind.Name, "assert" or "global" or "del" or "import") => ParseOperands(),
        (TokenKind.Name, "pass" or "break" or "continue") => new KeywordStatement(Take(), NoOperands, ExpectNewLine()),
        _ => ParseAssignmentOrExpression(),
    };

    private KeywordStatement ParseReturn()
    {
        var keyword = Take();
        var value = Current.Kind == TokenKind.NewLine ? NoOperands : new SeparatedList<Expression>([ParseExpressions()], []);
        return new KeywordStatement(keyword, value, ExpectNewLine());
    }

    private KeywordStatement ParseOperands()
    {
        var keyword = Take();
        var first = ParseExpressions();
        var operands = first is TupleExpression { Open: null } several ? several.Elements : new SeparatedList<Expression>([first], []);
        return new KeywordStatement(keyword, operands, ExpectNewLine());
    }

    private IfStatement ParseIf(int column)
    {
        var keyword = Take();
        var condition = ParseExpression();
        var (colon, newLine) = (Expect(":"), ExpectNewLine());
        return new IfStatement(keyword, condition, colon, newLine, ParseBlock(column), ParseElse(column));
    }

    private ElseClause? ParseElse(int column)
    {
        if (Column != column)
        {
            return null;
        }

        if (Current.Is("else"))
        {
            return new ElseClause(Take(), Expect(":"), ExpectNewLine(), ParseBlock(column));
        }

        if (!Current.Is("elif"))
        {
            return null;
        }

        Enter();
        var otherwise = new ElseClause(null, null, null, new Block([ParseIf(column)]));
        Leave();
        return otherwise;
    }

    private CompoundStatement ParseFor(int column)
    {
        var keyword = Take();
        // Below comparisons: the word "in" belongs to the statement.
        var target = ParseBareTuple(ParsePostfix);
        var connective = Expect("in");
        return new CompoundStatement(keyword, target, connective, ParseExpressions(), Expect(":"), ExpectNewLine(), ParseBlock(column));
    }

    private CompoundStatement ParseWhile(int column) =>
        new(Take(), null, null, ParseExpression(), Expect(":"), ExpectNewLine(), ParseBlock(column));

    private CompoundStatement ParseWith(int column)
    {
        var keyword = Take();
        var subject = ParseExpression();
        var connective = TakeIf("as");
        var target = connective is null ? null : ParsePostfix();
        return new CompoundStatement(keyword, target, connective, subject, Expect(":"), ExpectNewLine(), ParseBlock(column));
    }

    private Statement ParseAssignmentOrExpression()
    {
        var target = ParseExpressions();
        if (Current.Kind == TokenKind.NewLine)
        {
            return new ExpressionStatement(target, Take());
        }

        var colon = TakeIf(":");
        var annotation = colon is null ? null : ParseExpression();
        if (!IsAssignment())
        {
            return colon is null
                ? throw Unexpected("'=', ':' or the end of the line")
                : new AssignStatement(target, colon, annotation, null, null, ExpectNewLine());
        }

        return new AssignStatement(target, colon, annotation, Take(), ParseExpressions(), ExpectNewLine());
    }

    private bool IsAssignment() => Current.Kind == TokenKind.Punctuation
        && Current.Text is "=" or "+=" or "-=" or "*=" or "/=" or "//=" or "%=" or "@=" or "&=" or "|=" or "^=" or "**=" or "<<=" or ">>=";
}
