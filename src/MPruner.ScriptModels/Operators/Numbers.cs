using System.Globalization;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Operators;

/// <summary>Whole numbers in code.</summary>
internal static class Numbers
{
    /// <summary>The number that an expression is: a literal, or an attribute of the module; null if it is computed.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="frame">The call whose body contains it.</param>
    public static long? Of(Expression expression, ModuleCall frame) => expression switch
    {
        LiteralExpression { Literal.Text: var text }
            when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        UnaryExpression { Operator.Text: "-" } negative => -Of(negative.Operand, frame),
        _ when OwnAttribute.Of(expression, frame) is { } attribute && frame.Module[attribute] is PickleInt number => number.Value,
        _ => null,
    };
}
