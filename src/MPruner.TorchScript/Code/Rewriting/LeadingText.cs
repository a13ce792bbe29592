using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>The text before a node: white space, comments and blank lines. It belongs to the first token.</summary>
public static class LeadingText
{
    /// <summary>The text before a node; empty for a node without tokens.</summary>
    public static string Of(SyntaxNode node) => node.Tokens().FirstOrDefault()?.Leading ?? "";

    /// <summary>The node with another text before it; the same object if the text is equal.</summary>
    public static T Give<T>(T node, string leading)
        where T : SyntaxNode => Of(node) == leading ? node : new FirstToken(leading).Rewrite(node);

    private sealed class FirstToken(string leading) : TokenRewriter
    {
        private bool _isDone;

        protected override Token VisitToken(Token token)
        {
            if (_isDone)
            {
                return token;
            }

            _isDone = true;
            return token with { Leading = leading };
        }
    }
}
