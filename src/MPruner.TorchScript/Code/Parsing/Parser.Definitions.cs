using MPruner.TorchScript.Code.Syntax;

namespace MPruner.TorchScript.Code.Parsing;

/// <summary>Classes, functions and their parameters.</summary>
internal sealed partial class Parser
{
    /// <summary>A class or a function.</summary>
    public Statement ParseDefinition() => Current switch
    {
        var word when word.Is("class") => ParseClass(Column),
        var word when word.Is("def") => ParseFunction(Column),
        _ => throw Unexpected("'class' or 'def'"),
    };

    private ClassDefinition ParseClass(int column)
    {
        var keyword = Take();
        var name = ExpectName("a class's name");
        var open = TakeIf("(");
        var bases = open is null ? null : ParseList(")", ParseExpression);
        var close = open is null ? null : Expect(")");
        return new ClassDefinition(keyword, name, open, bases, close, Expect(":"), ExpectNewLine(), ParseBlock(column));
    }

    private FunctionDefinition ParseFunction(int column)
    {
        var def = Take();
        var name = ExpectName("a function's name");
        var open = Expect("(");
        var parameters = ParseList(")", ParseParameter);
        var close = Expect(")");
        var arrow = TakeIf("->");
        var returnType = arrow is null ? null : ParseExpression();
        var (colon, newLine, body) = (Expect(":"), ExpectNewLine(), ParseBlock(column));
        return new FunctionDefinition(def, name, open, parameters, close, arrow, returnType, colon, newLine, body);
    }

    private Parameter ParseParameter()
    {
        if (TakeIf("*") is { } star)
        {
            return new Parameter(star, null, null, null, null);
        }

        var name = ExpectName("a parameter's name");
        var colon = TakeIf(":");
        var type = colon is null ? null : ParseExpression();
        var equals = TakeIf("=");
        return new Parameter(name, colon, type, equals, equals is null ? null : ParseExpression());
    }
}
