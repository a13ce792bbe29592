using System.Collections.Immutable;

namespace MPruner.TorchScript.Code.Syntax;

/// <summary>An expression.</summary>
public abstract class Expression : SyntaxNode;

/// <summary>A name: a local, a parameter, or the head of a dotted name such as <c>torch</c>.</summary>
public sealed class NameExpression(Token name) : Expression
{
    /// <summary>The identifier.</summary>
    public Token Name { get; } = name;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Name];
}

/// <summary>A number, a string, <c>True</c>, <c>False</c>, <c>None</c> or <c>...</c>.</summary>
public sealed class LiteralExpression(Token literal, ImmutableArray<Token> adjacent) : Expression
{
    /// <summary>A literal of one token.</summary>
    public LiteralExpression(Token literal)
        : this(literal, [])
    {
    }

    /// <summary>The literal as written; the first one of adjacent strings.</summary>
    public Token Literal { get; } = literal;

    /// <summary>The strings written directly after the first one, which together make one string.</summary>
    public ImmutableArray<Token> Adjacent { get; } = adjacent;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Literal, .. Adjacent];
}

/// <summary><c>target.name</c>.</summary>
public sealed class AttributeExpression(Expression target, Token dot, Token name) : Expression
{
    /// <summary>What the attribute is read from.</summary>
    public Expression Target { get; } = target;

    /// <summary>The dot.</summary>
    public Token Dot { get; } = dot;

    /// <summary>The attribute's name. Some versions use digits for the children of a container.</summary>
    public Token Name { get; } = name;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Target, Dot, Name];
}

/// <summary><c>target[index, …]</c>; also a type such as <c>Tuple[Tensor, int]</c>.</summary>
public sealed class SubscriptExpression(Expression target, Token open, SeparatedList<Expression> indices, Token close) : Expression
{
    /// <summary>What is indexed.</summary>
    public Expression Target { get; } = target;

    /// <summary>The opening bracket.</summary>
    public Token Open { get; } = open;

    /// <summary>The indices or type arguments.</summary>
    public SeparatedList<Expression> Indices { get; } = indices;

    /// <summary>The closing bracket.</summary>
    public Token Close { get; } = close;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Target, Open, .. Indices.Parts, Close];
}

/// <summary>One argument of a call: <c>value</c> or <c>name=value</c>.</summary>
public sealed class Argument(Token? name, Token? equals, Expression value) : SyntaxNode
{
    /// <summary>The keyword, if any.</summary>
    public Token? Name { get; } = name;

    /// <summary>The sign between keyword and value.</summary>
    public Token? EqualsSign { get; } = equals;

    /// <summary>The value passed.</summary>
    public Expression Value { get; } = value;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => Name is null ? [Value] : [Name, EqualsSign!, Value];
}

/// <summary><c>callee(arguments)</c>.</summary>
public sealed class CallExpression(Expression callee, Token open, SeparatedList<Argument> arguments, Token close) : Expression
{
    /// <summary>What is called.</summary>
    public Expression Callee { get; } = callee;

    /// <summary>The opening parenthesis.</summary>
    public Token Open { get; } = open;

    /// <summary>The arguments, positional ones first.</summary>
    public SeparatedList<Argument> Arguments { get; } = arguments;

    /// <summary>The closing parenthesis.</summary>
    public Token Close { get; } = close;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Callee, Open, .. Arguments.Parts, Close];
}

/// <summary><c>(inner)</c>, as PyTorch writes around every receiver: <c>(layer1).forward(x, )</c>.</summary>
public sealed class ParenthesizedExpression(Token open, Expression inner, Token close) : Expression
{
    /// <summary>The opening parenthesis.</summary>
    public Token Open { get; } = open;

    /// <summary>The expression inside.</summary>
    public Expression Inner { get; } = inner;

    /// <summary>The closing parenthesis.</summary>
    public Token Close { get; } = close;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Open, Inner, Close];
}

/// <summary>A tuple, in parentheses or bare: <c>(a, b)</c>, <c>(a,)</c>, <c>()</c>, <c>a, b</c>.</summary>
public sealed class TupleExpression(Token? open, SeparatedList<Expression> elements, Token? close) : Expression
{
    /// <summary>The opening parenthesis, if written.</summary>
    public Token? Open { get; } = open;

    /// <summary>The elements.</summary>
    public SeparatedList<Expression> Elements { get; } = elements;

    /// <summary>The closing parenthesis, if written.</summary>
    public Token? Close { get; } = close;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => Open is null ? Elements.Parts : [Open, .. Elements.Parts, Close!];
}

/// <summary><c>[a, b]</c>.</summary>
public sealed class ListExpression(Token open, SeparatedList<Expression> elements, Token close) : Expression
{
    /// <summary>The opening bracket.</summary>
    public Token Open { get; } = open;

    /// <summary>The elements.</summary>
    public SeparatedList<Expression> Elements { get; } = elements;

    /// <summary>The closing bracket.</summary>
    public Token Close { get; } = close;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Open, .. Elements.Parts, Close];
}

/// <summary><c>key: value</c> in a dictionary.</summary>
public sealed class DictEntry(Expression key, Token colon, Expression value) : SyntaxNode
{
    /// <summary>The key.</summary>
    public Expression Key { get; } = key;

    /// <summary>The colon.</summary>
    public Token Colon { get; } = colon;

    /// <summary>The value.</summary>
    public Expression Value { get; } = value;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Key, Colon, Value];
}

/// <summary><c>{key: value, …}</c>.</summary>
public sealed class DictExpression(Token open, SeparatedList<DictEntry> entries, Token close) : Expression
{
    /// <summary>The opening brace.</summary>
    public Token Open { get; } = open;

    /// <summary>The entries.</summary>
    public SeparatedList<DictEntry> Entries { get; } = entries;

    /// <summary>The closing brace.</summary>
    public Token Close { get; } = close;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Open, .. Entries.Parts, Close];
}

/// <summary><c>-x</c>, <c>not x</c>, <c>~x</c>, <c>+x</c>.</summary>
public sealed class UnaryExpression(Token op, Expression operand) : Expression
{
    /// <summary>The operator.</summary>
    public Token Operator { get; } = op;

    /// <summary>The operand.</summary>
    public Expression Operand { get; } = operand;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Operator, Operand];
}

/// <summary>An arithmetic, comparison or logical operation; <c>is not</c> and <c>not in</c> are two tokens.</summary>
public sealed class BinaryExpression(Expression left, Token op, Token? secondWord, Expression right) : Expression
{
    /// <summary>The left operand.</summary>
    public Expression Left { get; } = left;

    /// <summary>The operator, or its first word.</summary>
    public Token Operator { get; } = op;

    /// <summary>The second word of <c>is not</c> and <c>not in</c>.</summary>
    public Token? SecondWord { get; } = secondWord;

    /// <summary>The right operand.</summary>
    public Expression Right { get; } = right;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => SecondWord is null ? [Left, Operator, Right] : [Left, Operator, SecondWord, Right];
}

/// <summary><c>a if condition else b</c>.</summary>
public sealed class ConditionalExpression(
    Expression whenTrue, Token @if, Expression condition, Token @else, Expression whenFalse) : Expression
{
    /// <summary>The value when the condition holds.</summary>
    public Expression WhenTrue { get; } = whenTrue;

    /// <summary>The word <c>if</c>.</summary>
    public Token If { get; } = @if;

    /// <summary>The condition.</summary>
    public Expression Condition { get; } = condition;

    /// <summary>The word <c>else</c>.</summary>
    public Token Else { get; } = @else;

    /// <summary>The value when it does not.</summary>
    public Expression WhenFalse { get; } = whenFalse;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [WhenTrue, If, Condition, Else, WhenFalse];
}
