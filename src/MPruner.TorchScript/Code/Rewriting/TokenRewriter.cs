using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>Changes tokens one by one in source order, their leading texts included, and leaves the shape of the tree alone.</summary>
internal abstract class TokenRewriter : SyntaxRewriter
{
    /// <inheritdoc/>
    protected sealed override Expression VisitExpression(Expression expression) => VisitKind(expression);

    private protected sealed override Statement Place(Statement statement, Statement old) => statement;
}
