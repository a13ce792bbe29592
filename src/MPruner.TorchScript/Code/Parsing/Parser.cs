using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>A recursive-descent parser for the tokens of one source. This part keeps the position, the others have the grammar.</summary>
internal sealed partial class Parser(LexedSource source)
{
    private int _position;
    private int _depth;

    /// <summary>The column of the line that starts at the current token.</summary>
    public int Column
    {
        get
        {
            var leading = Current.Leading;
            return leading.Length - 1 - leading.LastIndexOf('\n');
        }
    }

    private Token Current => source.Tokens[_position];

    private Token Ahead => source.Tokens[Math.Min(_position + 1, source.Tokens.Count - 1)];

    private SourcePosition Position => source.Position(source.Offsets[_position]);

    /// <summary>The end of the text.</summary>
    public Token ExpectEnd() => Current.Kind == TokenKind.EndOfFile ? Current : throw Unexpected("the end of the text");

    /// <summary>The end of a line.</summary>
    public Token ExpectNewLine() => Current.Kind == TokenKind.NewLine ? Take() : throw Unexpected("the end of the line");

    private Token Take() => source.Tokens[_position++];

    private Token? TakeIf(string text) => Current.Is(text) ? Take() : null;

    private Token Expect(string text) => Current.Is(text) ? Take() : throw Unexpected($"'{text}'");

    private Token ExpectName(string what) => Current.Kind == TokenKind.Name ? Take() : throw Unexpected(what);

    /// <summary>Nodes with commas between them, up to a closing mark; the comma after the last one is optional.</summary>
    private SeparatedList<T> ParseList<T>(string close, Func<T> parse)
        where T : SyntaxNode
    {
        if (Current.Is(close))
        {
            _height = 0;
            return new SeparatedList<T>([], []);
        }

        var nodes = ImmutableArray.CreateBuilder<T>();
        var separators = ImmutableArray.CreateBuilder<Token>();
        var height = 0;
        do
        {
            nodes.Add(parse());
            height = Math.Max(height, _height);
            if (TakeIf(",") is not { } comma)
            {
                break;
            }

            separators.Add(comma);
        }
        while (!Current.Is(close));

        _height = height;
        return new SeparatedList<T>(nodes.ToImmutable(), separators.ToImmutable());
    }

    private void Enter()
    {
        if (++_depth > CodeParser.MaxNesting)
        {
            throw TooDeep();
        }
    }

    private void Leave() => _depth--;

    private TorchScriptException TooDeep() => CodeFault.TooDeep(Position);

    private TorchScriptException Unexpected(string expected)
    {
        var found = Current.Kind switch
        {
            TokenKind.EndOfFile => "the end of the text",
            TokenKind.NewLine => "the end of the line",
            _ when Current.Text.Length > 40 => $"'{Current.Text[..40]}…'",
            _ => $"'{Current.Text}'",
        };
        return CodeFault.Syntax(Position, $"found {found}, expected {expected}");
    }
}
