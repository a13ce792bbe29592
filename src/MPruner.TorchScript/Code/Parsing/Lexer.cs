using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>
/// Splits source text into tokens. Their leading texts contain everything between them, so that no character is lost.
/// The line end of an empty line, and any line end inside brackets, is leading text; others are tokens.
/// </summary>
internal sealed class Lexer
{
    /// <summary>Longest first, so that <c>//=</c> is not read as <c>//</c> and <c>=</c>.</summary>
    private static readonly string[] Marks =
    [
        "...", "**=", "//=", "<<=", ">>=",
        "->", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "+=", "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^=",
        "(", ")", "[", "]", "{", "}", ",", ":", ".", "=", "+", "-", "*", "/", "%", "@", "<", ">", "&", "|", "^", "~",
    ];

    /// <summary>The marks by their first character.</summary>
    private static readonly Dictionary<char, string[]> MarksByStart =
        Marks.GroupBy(mark => mark[0]).ToDictionary(group => group.Key, group => group.ToArray());

    private readonly string _text;
    private readonly LexedSource _result;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _pool =
        new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private int _position;
    private int _brackets;
    private bool _lineHasTokens;

    private Lexer(string text, string entry)
    {
        _text = text;
        _result = new LexedSource(text, entry, new List<Token>((text.Length / 4) + 2), new List<int>((text.Length / 4) + 2));
    }

    /// <summary>The tokens of a source.</summary>
    /// <exception cref="TorchScriptException">MPR1301: a character that does not start a token, or an unterminated string.</exception>
    public static LexedSource Tokenize(string text, string entry)
    {
        var lexer = new Lexer(text, entry);
        while (lexer.Next())
        {
        }

        return lexer._result;
    }

    private bool Next()
    {
        var start = _position;
        SkipTrivia();
        var at = _position;
        if (at == _text.Length)
        {
            // If the last line has no line end, an empty token takes its place.
            if (_lineHasTokens)
            {
                Add(TokenKind.NewLine, start, at);
                start = at;
            }

            Add(TokenKind.EndOfFile, start, at);
            return false;
        }

        Add(Scan(), start, at);
        return true;
    }

    private void Add(TokenKind kind, int start, int at)
    {
        var text = _text.AsSpan(at, _position - at);
        _result.Tokens.Add(new Token(kind, Pooled(_text.AsSpan(start, at - start)), Pooled(text)));
        _result.Offsets.Add(at);
        _lineHasTokens = kind != TokenKind.NewLine;
        if (kind == TokenKind.Punctuation)
        {
            _brackets = text switch
            {
                "(" or "[" or "{" => _brackets + 1,
                ")" or "]" or "}" => Math.Max(0, _brackets - 1),
                _ => _brackets,
            };
        }
    }

    /// <summary>One string object for equal texts, because names and leading texts repeat thousands of times.</summary>
    private string Pooled(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        if (!_pool.TryGetValue(text, out var pooled))
        {
            pooled = text.ToString();
            _pool.Set.Add(pooled);
        }

        return pooled;
    }

    private void SkipTrivia()
    {
        for (; _position < _text.Length; _position++)
        {
            switch (_text[_position])
            {
                case ' ' or '\t' or '\f':
                    break;
                case '\r' or '\n' when !EndsALine():
                    break;
                case '#':
                    var end = _text.AsSpan(_position).IndexOfAny('\r', '\n');
                    _position = (end < 0 ? _text.Length : _position + end) - 1;
                    break;
                case '\\' when _text.AsSpan(_position + 1) is ['\n', ..] or ['\r', '\n', ..]:
                    _position += _text[_position + 1] == '\r' ? 2 : 1;
                    break;
                default:
                    return;
            }
        }
    }

    private bool EndsALine() => _lineHasTokens && _brackets == 0;

    private TokenKind Scan()
    {
        var c = _text[_position];
        if (c is '\r' or '\n')
        {
            _position += _text.AsSpan(_position) is ['\r', '\n', ..] ? 2 : 1;
            return TokenKind.NewLine;
        }

        if (c == '_' || char.IsLetter(c))
        {
            Skip(static c => c == '_' || char.IsLetterOrDigit(c));
            return TokenKind.Name;
        }

        if (c is '"' or '\'')
        {
            SkipString(c);
            return TokenKind.String;
        }

        if (char.IsAsciiDigit(c) || (c == '.' && At(1, char.IsAsciiDigit) && !ReadsAnAttribute()))
        {
            SkipNumber();
            return TokenKind.Number;
        }

        foreach (var mark in MarksByStart.GetValueOrDefault(c, []))
        {
            if (_text.AsSpan(_position).StartsWith(mark))
            {
                _position += mark.Length;
                return TokenKind.Punctuation;
            }
        }

        throw Error($"found the character '{c}' (U+{(int)c:X4}), expected a name, a number, a string or an operator");
    }

    private void Skip(Func<char, bool> belongs)
    {
        while (_position < _text.Length && belongs(_text[_position]))
        {
            _position++;
        }
    }

    private bool At(int distance, Func<char, bool> test) => _position + distance < _text.Length && test(_text[_position + distance]);

    /// <summary>Whether a dot here directly follows a value, as in <c>layers.0</c>, so that it does not start a number.</summary>
    private bool ReadsAnAttribute() => _result.Tokens is [.., var last]
        && _result.Offsets[^1] + last.Text.Length == _position
        && last is { Kind: TokenKind.Name or TokenKind.String or TokenKind.Number } or { Text: ")" or "]" };

    private void SkipNumber()
    {
        // In x.0.weight the 0 is a name, not the start of the number "0.".
        if (_result.Tokens is [.., { Text: "." }])
        {
            Skip(char.IsAsciiDigit);
            return;
        }

        if (_text[_position] == '0' && At(1, static c => c is 'x' or 'X') && At(2, char.IsAsciiHexDigit))
        {
            _position += 2;
            Skip(char.IsAsciiHexDigit);
            return;
        }

        Skip(char.IsAsciiDigit);
        if (At(0, static c => c == '.'))
        {
            _position++;
            Skip(char.IsAsciiDigit);
        }

        var sign = At(1, static c => c is '+' or '-') ? 2 : 1;
        if (At(0, static c => c is 'e' or 'E') && At(sign, char.IsAsciiDigit))
        {
            _position += sign;
            Skip(char.IsAsciiDigit);
        }

        if (At(0, static c => c is 'j' or 'J'))
        {
            _position++;
        }
    }

    private void SkipString(char quote)
    {
        var start = _position;
        var isTriple = At(1, c => c == quote) && At(2, c => c == quote);
        var width = isTriple ? 3 : 1;
        for (_position += width; _position < _text.Length; _position++)
        {
            var c = _text[_position];
            if (c == '\\')
            {
                _position++;
            }
            else if (c == '\n' && !isTriple)
            {
                break;
            }
            else if (c == quote && (!isTriple || (At(1, c => c == quote) && At(2, c => c == quote))))
            {
                _position += width;
                return;
            }
        }

        _position = start;
        throw Error($"found a string that starts here and does not end, expected a closing {new string(quote, width)}");
    }

    private TorchScriptException Error(string finding) => CodeFault.Syntax(_result.Position(_position), finding);
}
