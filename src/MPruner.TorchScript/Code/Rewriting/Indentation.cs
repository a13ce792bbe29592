using System.Text;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Rewriting;

/// <summary>The white space before each line of a block.</summary>
/// <param name="Text">The white space; empty at the top of a file.</param>
public sealed record Indentation(string Text)
{
    /// <summary>The indentation of a block's lines.</summary>
    public static Indentation Of(Block block) => new(LastLine(LeadingText.Of(block)));

    /// <summary>The indentation of a statement's first line.</summary>
    public static Indentation Of(Statement statement) => new(LastLine(LeadingText.Of(statement)));

    /// <summary>A statement with its lines, comments and blocks moved to this indentation; itself if it is already there.</summary>
    public T Apply<T>(T statement)
        where T : Statement
    {
        var old = Of(statement);
        return old == this ? statement : new Shift(old.Text, Text).Rewrite(statement);
    }

    /// <summary>The line <c>pass</c>, the content of an empty block.</summary>
    internal Statement Pass() =>
        new KeywordStatement(Token.Identifier("pass", Text), new SeparatedList<Expression>([], []), new Token(TokenKind.NewLine, "", "\n"));

    private static string LastLine(string leading) => leading[(leading.LastIndexOf('\n') + 1)..];

    private sealed class Shift(string from, string to) : TokenRewriter
    {
        private bool _isLineStart = true;

        protected override Token VisitToken(Token token)
        {
            // Comments and lines within brackets start in leading text; other lines start after a line end.
            var startsALine = _isLineStart || token.Leading.Contains('\n', StringComparison.Ordinal);
            var leading = startsALine ? Shifted(token.Leading, _isLineStart) : token.Leading;
            _isLineStart = token.Kind == TokenKind.NewLine;
            return leading == token.Leading ? token : token with { Leading = leading };
        }

        private string Shifted(string leading, bool startsLine)
        {
            var result = new StringBuilder();
            var lines = leading.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                var line = lines[i];
                var isBlank = i < lines.Length - 1 && string.IsNullOrWhiteSpace(line);
                if ((i > 0 || startsLine) && !isBlank)
                {
                    line = to + (line.StartsWith(from, StringComparison.Ordinal) ? line[from.Length..] : line.TrimStart(' ', '\t'));
                }

                result.Append(i == 0 ? "" : "\n").Append(line);
            }

            return result.ToString();
        }
    }
}
