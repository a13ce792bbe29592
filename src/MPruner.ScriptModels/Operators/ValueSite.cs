using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Operators;

/// <summary>Where a value appears in the code: an expression in one call of one module.</summary>
/// <param name="Frame">The call whose body contains the expression.</param>
/// <param name="Syntax">The expression.</param>
internal sealed record ValueSite(ModuleCall Frame, Expression Syntax)
{
    /// <summary>The site of a value; null if no single expression is the value.</summary>
    public static ValueSite? Of(Value value) => value switch
    {
        OperationValue { Syntax: Expression expression } operation => new(operation.Frame, expression),
        CallOutput { Call: { Syntax: { } call, Caller: { } caller } } output when output.Call.Result is CallOutput => new(caller, call),
        CallOutput output => Of(output.Inner),
        _ => null,
    };
}
