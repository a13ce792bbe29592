using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Operators;

/// <summary>Finds whether an expression is an attribute of the module whose code contains it.</summary>
internal static class OwnAttribute
{
    /// <summary>
    /// The attribute's name; null if the expression is anything else: computed from the attribute, such as a weight that is standardised or
    /// scaled, changed in place, or assigned twice.
    /// </summary>
    /// <param name="expression">The expression.</param>
    /// <param name="frame">The call whose body contains it.</param>
    public static string? Of(Expression expression, ModuleCall frame) => expression switch
    {
        ParenthesizedExpression parenthesized => Of(parenthesized.Inner, frame),
        CallExpression { Callee: NameExpression { Name.Text: "annotate" or "unchecked_cast" }, Arguments: { Count: 2 } passed } =>
            Of(passed[1].Value, frame),
        AttributeExpression { Target: NameExpression self } attribute when self.Name.Text == frame.Method.Parameters[0].Name.Text =>
            attribute.Name.Text,
        NameExpression name when IsChanged(name.Name.Text, frame.Method) => null,
        NameExpression name => OfVariable(name.Name.Text, frame),
        _ => null,
    };

    private static string? OfVariable(string name, ModuleCall frame)
    {
        var assigned = Variables.Assignments(name, frame.Method).ToList();
        var position = frame.Method.Parameters.Nodes.Skip(1).Where(p => p.Name.Text != "*").ToList().FindIndex(p => p.Name.Text == name);
        return (assigned, position) switch
        {
            ([{ Target: NameExpression, Value: { } value }], < 0) => Of(value, frame),

            // The module's own method, which gets it as an argument.
            ([], >= 0) when frame.Arguments[position] is StaticValue { Slot: { } slot } && ReferenceEquals(slot.Owner, frame.Module) =>
                slot.Name,
            _ => null,
        };
    }

    private static bool IsChanged(string name, FunctionDefinition method) => method.Body.DescendantsAndSelf().OfType<CallExpression>()
        .Any(call => Mutation.Changes(call, collection: false) && Mutation.Root(call.Arguments[0].Value) == name);
}
