using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>The end of a file's last line, which may be missing as long as nothing follows.</summary>
internal static class LineEnd
{
    /// <summary>The statements, the last one's line ended so that another can follow.</summary>
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
