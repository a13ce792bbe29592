using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>Expressions, by precedence climbing.</summary>
internal sealed partial class Parser
{
    private const int LowestPrecedence = 1;
    private const int ComparisonPrecedence = 3;
    private const int UnaryPrecedence = 10;

    /// <summary>The words that libtorch's own lexer reserves; they are never values.</summary>
    private static readonly HashSet<string> Keywords =
    [
        "and", "as", "assert", "break", "class", "continue", "def", "del", "elif", "else", "for", "global", "if", "import", "in", "is",
        "lambda", "not", "or", "pass", "raise", "return", "while", "with",
    ];

    /// <summary>
    /// The height of the last parsed expression. Chains such as <c>a.b.c</c> or <c>a + b + c</c> are parsed without recursion but make a
    /// deep tree, which code may walk recursively. Therefore the height is limited as well as the depth.
    /// </summary>
    private int _height;

    /// <summary>One expression, or several with commas between or after them: a tuple without parentheses.</summary>
    public Expression ParseExpressions() => ParseBareTuple(ParseExpression);

    private Expression ParseBareTuple(Func<Expression> parse)
    {
        var first = parse();
        if (!Current.Is(","))
        {
            return first;
        }

        var nodes = ImmutableArray.Create(first).ToBuilder();
        var separators = ImmutableArray.CreateBuilder<Token>();
        var height = _height;
        while (TakeIf(",") is { } comma)
        {
            separators.Add(comma);
            if (StartsExpression())
            {
                nodes.Add(parse());
                height = Math.Max(height, _height);
            }
            else
            {
                break;
            }
        }

        Grow(height);
        return new TupleExpression(null, new SeparatedList<Expression>(nodes.ToImmutable(), separators.ToImmutable()), null);
    }

    private bool StartsExpression() => Current.Kind switch
    {
        TokenKind.Name => !Keywords.Contains(Current.Text) || Current.Text == "not",
        TokenKind.Number or TokenKind.String => true,
        TokenKind.Punctuation => Current.Text is "(" or "[" or "{" or "-" or "+" or "~" or "...",
        _ => false,
    };

    private Expression ParseExpression()
    {
        Enter();
        var value = ParseBinary(LowestPrecedence);
        if (TakeIf("if") is { } @if)
        {
            var height = _height;
            var condition = ParseBinary(LowestPrecedence);
            height = Math.Max(height, _height);
            var @else = Expect("else");
            var otherwise = ParseExpression();
            Grow(Math.Max(height, _height));
            value = new ConditionalExpression(value, @if, condition, @else, otherwise);
        }

        Leave();
        return value;
    }

    private Expression ParseBinary(int precedence)
    {
        Enter();
        var left = ParseUnary();
        while (OperatorPrecedence() is var found && found >= precedence)
        {
            var height = _height;
            var op = Take();
            var second = op.Text switch
            {
                "not" => Expect("in"),
                "is" => TakeIf("not"),
                _ => null,
            };
            // ** alone groups to the right, and takes a sign on its right: 2 ** -x ** y.
            var right = op.Is("**") ? ParseBinary(UnaryPrecedence) : ParseBinary(found + 1);
            Grow(Math.Max(height, _height));
            left = new BinaryExpression(left, op, second, right);
        }

        Leave();
        return left;
    }

    private int OperatorPrecedence() => Current.Text switch
    {
        _ when Current.Kind is not (TokenKind.Name or TokenKind.Punctuation) => 0,
        "or" => 1,
        "and" => 2,
        "in" or "is" or "<" or ">" or "<=" or ">=" or "==" or "!=" => ComparisonPrecedence,
        "not" when Ahead.Is("in") => ComparisonPrecedence,
        "|" => 4,
        "^" => 5,
        "&" => 6,
        "<<" or ">>" => 7,
        "+" or "-" => 8,
        "*" or "/" or "//" or "%" or "@" => 9,
        "**" => 11,
        _ => 0,
    };

    private Expression ParseUnary()
    {
        if (!Current.Is("not") && !Current.Is("-") && !Current.Is("+") && !Current.Is("~"))
        {
            return ParsePostfix();
        }

        var op = Take();
        var operand = ParseBinary(op.Is("not") ? ComparisonPrecedence : UnaryPrecedence);
        Grow(_height);
        return new UnaryExpression(op, operand);
    }

    private Expression ParsePostfix()
    {
        var value = ParsePrimary();
        while (Current.Kind == TokenKind.Punctuation)
        {
            var height = _height;
            switch (Current.Text)
            {
                case ".":
                    var dot = Take();
                    var name = Current.Kind is TokenKind.Name or TokenKind.Number ? Take() : throw Unexpected("an attribute's name");
                    value = new AttributeExpression(value, dot, name);
                    break;
                case "(":
                    value = new CallExpression(value, Take(), ParseList(")", ParseArgument), Expect(")"));
                    break;
                case "[":
                    value = new SubscriptExpression(value, Take(), ParseList("]", ParseExpression), Expect("]"));
                    break;
                default:
                    return value;
            }

            Grow(Math.Max(height, _height));
        }

        return value;
    }

    private Argument ParseArgument()
    {
        if (Current.Kind == TokenKind.Name && Ahead.Is("="))
        {
            return new Argument(Take(), Take(), ParseExpression());
        }

        return new Argument(null, null, ParseExpression());
    }

    private Expression ParsePrimary()
    {
        _height = 1;
        switch (Current.Kind)
        {
            case TokenKind.Name when !Keywords.Contains(Current.Text):
                return Current.Text is "True" or "False" or "None" ? new LiteralExpression(Take()) : new NameExpression(Take());
            case TokenKind.Number:
                return new LiteralExpression(Take());
            case TokenKind.String:
                return ParseString();
            case TokenKind.Punctuation when Current.Text == "...":
                return new LiteralExpression(Take());
            case TokenKind.Punctuation when Current.Text == "(":
                return ParseParenthesized();
            case TokenKind.Punctuation when Current.Text == "[":
                return new ListExpression(Take(), ParseList("]", ParseExpression), Grown(Expect("]")));
            case TokenKind.Punctuation when Current.Text == "{":
                return new DictExpression(Take(), ParseList("}", ParseDictEntry), Grown(Expect("}")));
            default:
                throw Unexpected("an expression");
        }
    }

    private LiteralExpression ParseString()
    {
        var first = Take();
        if (Current.Kind != TokenKind.String)
        {
            return new LiteralExpression(first);
        }

        var adjacent = ImmutableArray.CreateBuilder<Token>();
        while (Current.Kind == TokenKind.String)
        {
            adjacent.Add(Take());
        }

        return new LiteralExpression(first, adjacent.ToImmutable());
    }

    private Expression ParseParenthesized()
    {
        var open = Take();
        var elements = ParseList(")", ParseExpression);
        var close = Grown(Expect(")"));
        return elements is { Count: 1, Separators.IsEmpty: true }
            ? new ParenthesizedExpression(open, elements[0], close)
            : new TupleExpression(open, elements, close);
    }

    private DictEntry ParseDictEntry()
    {
        var key = ParseExpression();
        var height = _height;
        var colon = Expect(":");
        var value = ParseExpression();
        Grow(Math.Max(height, _height));
        return new DictEntry(key, colon, value);
    }

    private Token Grown(Token close)
    {
        Grow(_height);
        return close;
    }

    private void Grow(int height)
    {
        _height = height + 1;
        if (_height > CodeParser.MaxNesting)
        {
            throw TooDeep();
        }
    }
}
