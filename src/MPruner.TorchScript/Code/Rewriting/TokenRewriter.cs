using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>Changes tokens and their leading texts one by one in source order, without changing the structure of the tree.</summary>
internal abstract class TokenRewriter : SyntaxRewriter
{
    /// <inheritdoc/>
    protected sealed override Expression VisitExpression(Expression expression) => VisitKind(expression);

    private protected sealed override Statement Place(Statement statement, Statement old) => statement;
}
