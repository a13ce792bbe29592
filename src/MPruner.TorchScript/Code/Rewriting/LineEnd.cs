using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>The line end of the last line of a file, which may be missing if nothing follows.</summary>
internal static class LineEnd
{
    /// <summary>The statements, with a line end after the last one, so that another can follow.</summary>
    public static ImmutableArray<Statement> Complete(ImmutableArray<Statement> statements) =>
        statements is [.., var last] && last.Tokens().Last().Text.Length == 0
            ? statements.SetItem(statements.Length - 1, new MissingEnd().Rewrite(last))
            : statements;

    private sealed class MissingEnd : TokenRewriter
    {
        protected override Token VisitToken(Token token) =>
            token is { Kind: TokenKind.NewLine, Text: "" } ? token with { Text = "\n" } : token;
    }
}
