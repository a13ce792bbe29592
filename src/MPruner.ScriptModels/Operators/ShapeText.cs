using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Operators;

/// <summary>The shape that code passes to <c>view</c> or <c>reshape</c>.</summary>
/// <param name="Frame">The call whose body contains it.</param>
/// <param name="Whole">The whole argument.</param>
/// <param name="Elements">Its elements, if it is written as a list; otherwise empty.</param>
internal sealed record ShapeText(ModuleCall Frame, Expression Whole, ImmutableArray<Expression> Elements)
{
    /// <summary>An argument of an operator; null if it is missing.</summary>
    public static ShapeText? Of(Operator view, int position) => view.Argument(position) is { } argument
        ? new(view.Value.Frame, argument, ListOf(argument, view.Value.Frame.Method) is { } list ? [.. list.Elements.Nodes] : [])
        : null;

    /// <summary>The number of an element: a literal, or a number that the module holds; null if it is computed.</summary>
    public long? Number(int element) => Numbers.Of(Elements[element], Frame);

    /// <summary>The list, also where it was assigned to a variable; null if it is computed.</summary>
    private static ListExpression? ListOf(Expression argument, FunctionDefinition method) => argument switch
    {
        ListExpression list => list,
        NameExpression name => method.Body.DescendantsAndSelf().OfType<AssignStatement>()
            .Where(s => s.Target.DescendantsAndSelf().OfType<NameExpression>().Any(target => target.Name.Text == name.Name.Text))
            .Select(s => s.Target is NameExpression ? s.Value as ListExpression : null)
            .ToList() is [var only] ? only : null,
        _ => null,
    };
}
