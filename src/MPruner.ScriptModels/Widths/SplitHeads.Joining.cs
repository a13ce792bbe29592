using System.Collections.Immutable;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <content>
/// Examples and heads in one axis, for matrix products of three-dimensional values: the number of heads is a factor of a size there.
/// </content>
internal sealed partial record SplitHeads
{
    /// <summary>Whether that axis has all examples of a head together, and not all heads of an example.</summary>
    private bool AreHeadsOutside { get; init; }

    /// <summary>Whether an expression is a product of sizes, be it through a variable.</summary>
    /// <param name="shape">A shape.</param>
    /// <param name="element">Which element of it.</param>
    public static bool IsProduct(ShapeText shape, int element)
    {
        var expression = Variables.Resolve(shape.Elements[element], shape.Frame.Method);
        while (expression is CallExpression { Callee: NameExpression { Name.Text: "int" }, Arguments: [var number, ..] })
        {
            expression = Variables.Resolve(number.Value, shape.Frame.Method);
        }

        return expression is CallExpression { Callee: AttributeExpression { Name.Text: "mul" } };
    }

    /// <summary>[examples, heads, …] or [heads, examples, …] with the first two axes as one; null if the shape is another.</summary>
    private SplitHeads? Join(Operator view)
    {
        var isSecond = Axes is [HeadAxis.Other, HeadAxis.Head, HeadAxis.Other, _];
        if (!(isSecond || Axes is [HeadAxis.Head, HeadAxis.Other, HeadAxis.Other, _])
            || ShapeText.Of(view, 1) is not { Elements.Length: 3 } shape
            || !IsSize(shape, 2)
            || !(shape.Number(0) == -1 || IsProduct(shape, 0))
            || IsProduct(shape, 1))
        {
            return null;
        }

        Group.Root.Between.Add(new(shape, Heads, 0) { WithExamples = true });
        return this with { Axes = [HeadAxis.WithExamples, .. Axes[2..]], AreHeadsOutside = !isSecond };
    }

    /// <summary>The axis of examples and heads as two again; null if the shape is another.</summary>
    private SplitHeads? Part(Operator view)
    {
        var at = Axes.IndexOf(HeadAxis.WithExamples);
        if (at < 0 || ShapeText.Of(view, 1) is not { } shape || shape.Elements.Length != Axes.Length + 1 || !IsSize(shape, Axes.Length))
        {
            return null;
        }

        var head = AreHeadsOutside ? at : at + 1;
        if (shape.Number(head) != Heads)
        {
            return null;
        }

        Group.Root.Between.Add(new(shape, Heads, head));
        ImmutableArray<HeadAxis> both = AreHeadsOutside ? [HeadAxis.Head, HeadAxis.Other] : [HeadAxis.Other, HeadAxis.Head];
        return this with { Axes = [.. Axes[..at], .. both, .. Axes[(at + 1)..]], AreHeadsOutside = false };
    }

    /// <summary>More or fewer axes before the heads, as where windows are told apart for a mask; null if the shape is another.</summary>
    private SplitHeads? Regroup(Operator view)
    {
        var at = Axes.IndexOf(HeadAxis.Head);
        if (at < 0 || Axes[..at].Any(axis => axis != HeadAxis.Other) || ShapeText.Of(view, 1) is not { } shape)
        {
            return null;
        }

        var head = shape.Elements.Length - (Axes.Length - at);
        var keepsSize = Axes[^1] != HeadAxis.Size || (head >= 0 && shape.Number(shape.Elements.Length - 1) == Size);
        if (head < 0 || shape.Number(head) != Heads || !keepsSize)
        {
            return null;
        }

        Group.Root.Between.Add(new(shape, Heads, head));
        return this with { Axes = [.. Enumerable.Repeat(HeadAxis.Other, head), .. Axes[at..]] };
    }

    /// <summary>Whether an element of a shape may be the size of the last axis.</summary>
    private bool IsSize(ShapeText shape, int element) =>
        Axes[^1] != HeadAxis.Size || shape.Number(element) is null or -1 || shape.Number(element) == Size;
}
