using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <summary>Where a method uses an attribute that it reads, be it through a variable.</summary>
internal static class AttributeUses
{
    /// <summary>The calls that get the attribute, and as which argument; null if it is also used in another way.</summary>
    /// <param name="read">The expression that reads it.</param>
    /// <param name="method">The method.</param>
    public static IReadOnlyList<(CallExpression Call, int Position)>? Of(Expression read, FunctionDefinition method)
    {
        var nodes = method.Body.DescendantsAndSelf().ToList();
        var assigned = nodes.OfType<AssignStatement>().FirstOrDefault(s => ReferenceEquals(s.Value, read));
        if (assigned is null)
        {
            return PassedOn(nodes, value => ReferenceEquals(value, read)) is [var only] ? [only] : null;
        }

        if (assigned.Target is not NameExpression { Name.Text: var name })
        {
            return null;
        }

        var passed = PassedOn(nodes, IsVariable);
        var assignments = nodes.OfType<AssignStatement>().Count(s => IsVariable(s.Target));
        return nodes.Count(IsVariable) == passed.Count + assignments ? passed : null;

        bool IsVariable(SyntaxNode node) => node is NameExpression variable && variable.Name.Text == name;
    }

    private static List<(CallExpression Call, int Position)> PassedOn(List<SyntaxNode> nodes, Func<Expression, bool> isMeant) =>
    [
        .. from call in nodes.OfType<CallExpression>()
           from argument in call.Arguments.Nodes.Select((a, position) => (a.Name, a.Value, Position: position))
           where argument.Name is null && isMeant(argument.Value)
           select (call, argument.Position),
    ];
}
