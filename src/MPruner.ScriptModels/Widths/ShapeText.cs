using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <summary>The shape that code passes to <c>view</c> or <c>reshape</c>.</summary>
/// <param name="Frame">The call whose body contains it.</param>
/// <param name="Whole">The whole argument.</param>
/// <param name="Elements">Its elements, if it is written as a list; otherwise empty.</param>
internal sealed record ShapeText(ModuleCall Frame, Expression Whole, ImmutableArray<Expression> Elements)
{
    /// <summary>An argument of an operator; null if it is missing.</summary>
    public static ShapeText? Of(Operator view, int position) => view.Argument(position) is { } argument
        ? new(view.Value.Frame, argument, argument is ListExpression list ? [.. list.Elements.Nodes] : [])
        : null;

    /// <summary>The number of an element: a literal, or a number that the module holds; null if it is computed.</summary>
    public long? Number(int element) => Numbers.Of(Elements[element], Frame);
}
