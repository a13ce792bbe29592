using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>Parses TorchScript source, as PyTorch writes it to <c>code/**.py</c>, into a lossless tree.</summary>
/// <remarks>
/// Every method throws a <see cref="TorchScriptException"/>: MPR1301 for text outside the grammar, MPR1302 for text that is nested deeper
/// than <see cref="MaxNesting"/>.
/// </remarks>
public static class CodeParser
{
    /// <summary>The maximum nesting depth of expressions and of blocks. PyTorch itself starts a new statement long before.</summary>
    public const int MaxNesting = 400;

    /// <summary>A whole file.</summary>
    /// <param name="text">The source.</param>
    /// <param name="entryName">The archive entry that the text comes from, for messages.</param>
    public static SourceFile ParseFile(string text, string entryName)
    {
        var parser = Open(text, entryName);
        var statements = parser.ParseLines(parser.Column);
        return new SourceFile(statements, parser.ExpectEnd());
    }

    /// <summary>Statements with equal indentation. A missing end of the last line is added.</summary>
    /// <param name="text">The source; blank lines and comments after the last statement are dropped.</param>
    public static ImmutableArray<Statement> ParseStatements(string text)
    {
        var parser = Open(Terminated(text), "");
        var statements = parser.ParseLines(parser.Column);
        _ = parser.ExpectEnd();
        return statements;
    }

    /// <summary>One class or function. A missing end of the last line is added.</summary>
    /// <param name="text">The source of a <see cref="ClassDefinition"/> or a <see cref="FunctionDefinition"/>.</param>
    public static Statement ParseDefinition(string text)
    {
        var parser = Open(Terminated(text), "");
        var definition = parser.ParseDefinition();
        _ = parser.ExpectEnd();
        return definition;
    }

    /// <summary>One expression; a tuple may be written without parentheses.</summary>
    /// <param name="text">The source; text before the expression becomes its leading text, text after it is dropped.</param>
    public static Expression ParseExpression(string text)
    {
        var parser = Open(Terminated(text), "");
        var expression = parser.ParseExpressions();
        _ = parser.ExpectNewLine();
        _ = parser.ExpectEnd();
        return expression;
    }

    private static Parser Open(string text, string entryName) => new(Lexer.Tokenize(text, entryName));

    private static string Terminated(string text) => text.EndsWith('\n') ? text : text + "\n";
}
