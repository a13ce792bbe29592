using System.Collections.Immutable;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Operators;

/// <summary>The shape that code passes to <c>view</c> or <c>reshape</c>.</summary>
/// <param name="Frame">The call whose body contains it.</param>
/// <param name="Whole">The whole argument.</param>
/// <param name="Elements">Its elements, if it is written as a list, be it through a variable; otherwise empty.</param>
internal sealed record ShapeText(ModuleCall Frame, Expression Whole, ImmutableArray<Expression> Elements)
{
    /// <summary>An argument of an operator; null if it is missing.</summary>
    public static ShapeText? Of(Operator view, int position)
    {
        var frame = view.Value.Frame;
        return view.Argument(position) is { } argument
            ? new(frame, argument, Variables.Resolve(argument, frame.Method) is ListExpression list ? [.. list.Elements.Nodes] : [])
            : null;
    }

    /// <summary>The number of an element: a literal, or a number that the module holds; null if it is computed.</summary>
    public long? Number(int element) => Numbers.Of(Elements[element], Frame);
}
