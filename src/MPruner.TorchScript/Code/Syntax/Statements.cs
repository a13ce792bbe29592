using System.Collections.Immutable;

namespace MPruner.TorchScript.Code.Syntax;

/// <summary>A statement with its line end.</summary>
public abstract class Statement : SyntaxNode;

/// <summary>The statements of one indentation level.</summary>
public sealed class Block(ImmutableArray<Statement> statements) : SyntaxNode
{
    /// <summary>The statements in order.</summary>
    public ImmutableArray<Statement> Statements { get; } = statements;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => Statements;
}

/// <summary>
/// <c>a = v</c>, <c>a, b, = v</c>, <c>a : T = v</c>, <c>a[i] = v</c>, <c>a += v</c>, or a bare declaration <c>a : T</c>.
/// Several targets are one <see cref="TupleExpression"/> without parentheses.
/// </summary>
public sealed class AssignStatement(
    Expression target, Token? colon, Expression? annotation, Token? op, Expression? value, Token newLine) : Statement
{
    /// <summary>The name, the names, the attribute or the element that is assigned.</summary>
    public Expression Target { get; } = target;

    /// <summary>The colon before a type.</summary>
    public Token? Colon { get; } = colon;

    /// <summary>The declared type.</summary>
    public Expression? Annotation { get; } = annotation;

    /// <summary><c>=</c>, <c>+=</c> and so on; absent in a bare declaration.</summary>
    public Token? Operator { get; } = op;

    /// <summary>The value; absent in a bare declaration.</summary>
    public Expression? Value { get; } = value;

    /// <summary>The line end.</summary>
    public Token NewLine { get; } = newLine;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts
    {
        get
        {
            object?[] parts = [Target, Colon, Annotation, Operator, Value, NewLine];
            return parts.OfType<object>();
        }
    }
}

/// <summary>An expression for its effect.</summary>
public sealed class ExpressionStatement(Expression value, Token newLine) : Statement
{
    /// <summary>The expression.</summary>
    public Expression Value { get; } = value;

    /// <summary>The line end.</summary>
    public Token NewLine { get; } = newLine;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Value, NewLine];
}

/// <summary>
/// <c>return v</c>, <c>raise v</c>, <c>assert c, m</c>, <c>pass</c>, <c>break</c>, <c>continue</c>, <c>global n</c>,
/// <c>del n</c>, <c>import m</c> (files of PyTorch before 1.4): a keyword and what follows it.
/// </summary>
public sealed class KeywordStatement(Token keyword, SeparatedList<Expression> operands, Token newLine) : Statement
{
    /// <summary>The keyword.</summary>
    public Token Keyword { get; } = keyword;

    /// <summary>The operands. A <c>return</c> has at most one; several values are one <see cref="TupleExpression"/>.</summary>
    public SeparatedList<Expression> Operands { get; } = operands;

    /// <summary>The line end.</summary>
    public Token NewLine { get; } = newLine;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [Keyword, .. Operands.Parts, NewLine];
}

/// <summary>
/// <c>if</c> with <c>elif</c> and <c>else</c>. For an <c>elif</c>, <see cref="Otherwise"/> contains a single <see cref="IfStatement"/>
/// with that keyword.
/// </summary>
public sealed class IfStatement(
    Token keyword, Expression condition, Token colon, Token newLine, Block body, ElseClause? otherwise) : Statement
{
    /// <summary><c>if</c> or <c>elif</c>.</summary>
    public Token Keyword { get; } = keyword;

    /// <summary>The condition.</summary>
    public Expression Condition { get; } = condition;

    /// <summary>The colon.</summary>
    public Token Colon { get; } = colon;

    /// <summary>The line end.</summary>
    public Token NewLine { get; } = newLine;

    /// <summary>What runs when the condition holds.</summary>
    public Block Body { get; } = body;

    /// <summary>What runs when it does not.</summary>
    public ElseClause? Otherwise { get; } = otherwise;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts =>
        Otherwise is null ? [Keyword, Condition, Colon, NewLine, Body] : [Keyword, Condition, Colon, NewLine, Body, Otherwise];
}

/// <summary><c>else:</c> with its block, or an <c>elif</c> (without tokens, the block contains the <see cref="IfStatement"/>).</summary>
public sealed class ElseClause(Token? keyword, Token? colon, Token? newLine, Block body) : SyntaxNode
{
    /// <summary><c>else</c>; absent for an <c>elif</c>.</summary>
    public Token? Keyword { get; } = keyword;

    /// <summary>The colon.</summary>
    public Token? Colon { get; } = colon;

    /// <summary>The line end.</summary>
    public Token? NewLine { get; } = newLine;

    /// <summary>The statements.</summary>
    public Block Body { get; } = body;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => Keyword is null ? [Body] : [Keyword, Colon!, NewLine!, Body];
}

/// <summary><c>while c:</c>, <c>for t in v:</c> or <c>with v as t:</c>.</summary>
public sealed class CompoundStatement(
    Token keyword,
    Expression? target,
    Token? connective,
    Expression subject,
    Token colon,
    Token newLine,
    Block body) : Statement
{
    /// <summary><c>while</c>, <c>for</c> or <c>with</c>.</summary>
    public Token Keyword { get; } = keyword;

    /// <summary>The variable of the loop or the context.</summary>
    public Expression? Target { get; } = target;

    /// <summary><c>in</c> or <c>as</c>.</summary>
    public Token? Connective { get; } = connective;

    /// <summary>The condition, the sequence or the context.</summary>
    public Expression Subject { get; } = subject;

    /// <summary>The colon.</summary>
    public Token Colon { get; } = colon;

    /// <summary>The line end.</summary>
    public Token NewLine { get; } = newLine;

    /// <summary>The statements.</summary>
    public Block Body { get; } = body;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => (Keyword.Text, Target) switch
    {
        (_, null) => [Keyword, Subject, Colon, NewLine, Body],
        ("with", _) => [Keyword, Subject, Connective!, Target, Colon, NewLine, Body],
        _ => [Keyword, Target, Connective!, Subject, Colon, NewLine, Body],
    };
}
