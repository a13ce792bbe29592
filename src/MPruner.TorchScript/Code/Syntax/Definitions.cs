using System.Collections.Immutable;

namespace MPruner.TorchScript.Code.Syntax;

/// <summary>One parameter: <c>name: Type=default</c>, or the bare <c>*</c> before keyword-only ones.</summary>
public sealed class Parameter(Token name, Token? colon, Expression? type, Token? equals, Expression? defaultValue) : SyntaxNode
{
    /// <summary>The name. A method's first parameter is not always <c>self</c>: it keeps the author's name.</summary>
    public Token Name { get; } = name;

    /// <summary>The colon.</summary>
    public Token? Colon { get; } = colon;

    /// <summary>The type; absent means Tensor.</summary>
    public Expression? Type { get; } = type;

    /// <summary>The sign before a default.</summary>
    public Token? EqualsSign { get; } = equals;

    /// <summary>The default value.</summary>
    public Expression? Default { get; } = defaultValue;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts
    {
        get
        {
            object?[] parts = [Name, Colon, Type, EqualsSign, Default];
            return parts.OfType<object>();
        }
    }
}

/// <summary>A method or a free function.</summary>
public sealed class FunctionDefinition(
    Token def,
    Token name,
    Token open,
    SeparatedList<Parameter> parameters,
    Token close,
    Token? arrow,
    Expression? returnType,
    Token colon,
    Token newLine,
    Block body) : Statement
{
    /// <summary>The word <c>def</c>.</summary>
    public Token Def { get; } = def;

    /// <summary>The name.</summary>
    public Token Name { get; } = name;

    /// <summary>The opening parenthesis.</summary>
    public Token Open { get; } = open;

    /// <summary>The parameters, a method's receiver first.</summary>
    public SeparatedList<Parameter> Parameters { get; } = parameters;

    /// <summary>The closing parenthesis.</summary>
    public Token Close { get; } = close;

    /// <summary>The arrow.</summary>
    public Token? Arrow { get; } = arrow;

    /// <summary>The type of the result.</summary>
    public Expression? ReturnType { get; } = returnType;

    /// <summary>The colon.</summary>
    public Token Colon { get; } = colon;

    /// <summary>The line end.</summary>
    public Token NewLine { get; } = newLine;

    /// <summary>The statements.</summary>
    public Block Body { get; } = body;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts
    {
        get
        {
            object?[] parts = [Def, Name, Open, .. Parameters.Parts, Close, Arrow, ReturnType, Colon, NewLine, Body];
            return parts.OfType<object>();
        }
    }
}

/// <summary>A class: a module, a script class, a <c>NamedTuple</c>, an <c>Enum</c> or an <c>Interface</c>.</summary>
public sealed class ClassDefinition(
    Token keyword,
    Token name,
    Token? open,
    SeparatedList<Expression>? bases,
    Token? close,
    Token colon,
    Token newLine,
    Block body) : Statement
{
    /// <summary>The word <c>class</c>.</summary>
    public Token Keyword { get; } = keyword;

    /// <summary>The unqualified name.</summary>
    public Token Name { get; } = name;

    /// <summary>The opening parenthesis, if there are bases.</summary>
    public Token? Open { get; } = open;

    /// <summary>The bases: <c>Module</c>, <c>NamedTuple</c>, <c>Enum</c>, <c>Interface</c>.</summary>
    public SeparatedList<Expression>? Bases { get; } = bases;

    /// <summary>The closing parenthesis.</summary>
    public Token? Close { get; } = close;

    /// <summary>The colon.</summary>
    public Token Colon { get; } = colon;

    /// <summary>The line end.</summary>
    public Token NewLine { get; } = newLine;

    /// <summary>Attribute declarations (<see cref="AssignStatement"/>) and methods (<see cref="FunctionDefinition"/>).</summary>
    public Block Body { get; } = body;

    /// <summary>The methods in order.</summary>
    public IEnumerable<FunctionDefinition> Methods => Body.Statements.OfType<FunctionDefinition>();

    /// <summary>The method with this name.</summary>
    public FunctionDefinition? Method(string name) => Methods.FirstOrDefault(m => m.Name.Text == name);

    /// <inheritdoc/>
    public override IEnumerable<object> Parts
    {
        get
        {
            object?[] parts = [Keyword, Name, Open, .. Bases?.Parts ?? [], Close, Colon, NewLine, Body];
            return parts.OfType<object>();
        }
    }
}

/// <summary>One file of code.</summary>
public sealed class SourceFile(ImmutableArray<Statement> statements, Token endOfFile) : SyntaxNode
{
    /// <summary>Classes and functions in order.</summary>
    public ImmutableArray<Statement> Statements { get; } = statements;

    /// <summary>The end of the file.</summary>
    public Token EndOfFile { get; } = endOfFile;

    /// <inheritdoc/>
    public override IEnumerable<object> Parts => [.. Statements, EndOfFile];
}
