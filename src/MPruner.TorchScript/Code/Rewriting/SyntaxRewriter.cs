using System.Collections.Immutable;
using System.Diagnostics;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>
/// Visits a tree in source order and rebuilds what an override changed. Nodes in which nothing changed stay the same objects.
/// </summary>
/// <remarks>
/// Override the visit of the kind of node to change. Layout is kept: an expression takes the leading text of the one that it replaces,
/// a statement takes the indentation of its block, and a block whose last statement was removed gets <c>pass</c>.
/// </remarks>
public abstract partial class SyntaxRewriter
{
    /// <summary>Rewrites one node.</summary>
    /// <typeparam name="T">The kind of node; the rewriter must not change it to another kind.</typeparam>
    /// <exception cref="InvalidOperationException">The node is a statement that the rewriter removed or replaced by several.</exception>
    public T Rewrite<T>(T node)
        where T : SyntaxNode
    {
        SyntaxNode result = node switch
        {
            SourceFile file => VisitFile(file),
            Expression expression => VisitExpression(expression),
            Block block => VisitBlock(block),
            Statement statement when VisitStatement(statement) is [var single] => single,
            Statement => throw new InvalidOperationException("The statement did not become one statement."),
            Argument argument => VisitArgument(argument),
            Parameter parameter => VisitParameter(parameter),
            DictEntry entry => VisitDictEntry(entry),
            ElseClause clause => VisitElse(clause) ?? throw new InvalidOperationException("The alternative was removed."),
            _ => throw new UnreachableException(),
        };
        return (T)result;
    }

    /// <summary>A file and its definitions.</summary>
    protected virtual SourceFile VisitFile(SourceFile file)
    {
        var statements = VisitStatements(file.Statements);
        var end = VisitToken(file.EndOfFile);
        return Same(statements, file.Statements) && ReferenceEquals(end, file.EndOfFile) ? file : new SourceFile(statements, end);
    }

    /// <summary>The statements of a block.</summary>
    protected virtual Block VisitBlock(Block block)
    {
        var statements = VisitStatements(block.Statements);
        if (Same(statements, block.Statements))
        {
            return block;
        }

        return new Block(statements.IsEmpty ? [Indentation.Of(block).Pass()] : statements);
    }

    /// <summary>A token.</summary>
    /// <remarks>A change to the leading text of an expression's first token has no effect, see <see cref="VisitExpression"/>.</remarks>
    protected virtual Token VisitToken(Token token) => token;

    private ImmutableArray<Statement> VisitStatements(ImmutableArray<Statement> statements)
    {
        ImmutableArray<Statement>.Builder? changed = null;
        for (var i = 0; i < statements.Length; i++)
        {
            var old = statements[i];
            var visited = VisitStatement(old);
            if (changed is null && visited is [var same] && ReferenceEquals(same, old))
            {
                continue;
            }

            if (changed is null)
            {
                changed = ImmutableArray.CreateBuilder<Statement>(statements.Length);
                changed.AddRange(statements, i);
            }

            foreach (var statement in visited)
            {
                changed.Add(Place(statement, old));
            }
        }

        return changed?.ToImmutable() ?? statements;
    }

    /// <summary>Gives a statement the layout of the statement that it replaces.</summary>
    private protected virtual Statement Place(Statement statement, Statement old) =>
        ReferenceEquals(statement, old) ? statement : Indentation.Of(old).Apply(statement);

    private SeparatedList<T> VisitList<T>(SeparatedList<T> list, Func<T, T> visit)
        where T : SyntaxNode
    {
        var nodes = list.Nodes.ToBuilder();
        var separators = list.Separators.ToBuilder();
        var isChanged = false;
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes[i] = visit(nodes[i]);
            isChanged |= !ReferenceEquals(nodes[i], list.Nodes[i]);
            if (i < separators.Count)
            {
                separators[i] = VisitToken(separators[i]);
                isChanged |= !ReferenceEquals(separators[i], list.Separators[i]);
            }
        }

        return isChanged ? new SeparatedList<T>(nodes.ToImmutable(), separators.ToImmutable()) : list;
    }

    private Token? VisitOptional(Token? token) => token is null ? null : VisitToken(token);

    private Expression? VisitOptional(Expression? expression) => expression is null ? null : VisitExpression(expression);

    private static bool Same<T>(ImmutableArray<T> left, ImmutableArray<T> right)
        where T : class => left.Length == right.Length && left.AsSpan().SequenceEqual(right.AsSpan(), ReferenceEqualityComparer.Instance);

    /// <summary>Whether both parts of every pair are the same object or both are absent.</summary>
    private static bool Same(params ReadOnlySpan<(object? New, object? Old)> pairs)
    {
        foreach (var (@new, old) in pairs)
        {
            if (!ReferenceEquals(@new, old))
            {
                return false;
            }
        }

        return true;
    }
}
