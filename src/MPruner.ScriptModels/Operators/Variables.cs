using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Operators;

/// <summary>The local variables of a method.</summary>
internal static class Variables
{
    /// <summary>The statements that assign a variable, alone or with others.</summary>
    public static IEnumerable<AssignStatement> Assignments(string name, FunctionDefinition method) =>
        method.Body.DescendantsAndSelf().OfType<AssignStatement>()
            .Where(s => s.Target.DescendantsAndSelf().OfType<NameExpression>().Any(target => target.Name.Text == name));

    /// <summary>The expression itself; for a variable that is assigned once, and alone, what it is assigned.</summary>
    public static Expression Resolve(Expression expression, FunctionDefinition method) =>
        expression is NameExpression name && Assignments(name.Name.Text, method).ToList() is [{ Target: NameExpression, Value: { } value }]
            ? value
            : expression;
}
