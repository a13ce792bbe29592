using System.Collections.Immutable;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <summary>What an axis of a value is.</summary>
internal enum HeadAxis
{
    /// <summary>Neither of the others: examples, tokens.</summary>
    Other,

    /// <summary>The heads.</summary>
    Head,

    /// <summary>The features of a head.</summary>
    Size,

    /// <summary>The first of two axes of which one is the heads, the other one the queries, keys and values.</summary>
    First,

    /// <summary>The second of these.</summary>
    Second,

    /// <summary>Directly behind the heads: copies of each of them.</summary>
    Copy,

    /// <summary>Examples and heads.</summary>
    WithExamples,
}

/// <summary>A value with an axis of heads.</summary>
/// <param name="Group">The heads.</param>
/// <param name="Axes">What each axis is.</param>
internal sealed partial record SplitHeads(HeadGroup Group, ImmutableArray<HeadAxis> Axes) : HeadState
{
    /// <summary>Several such values in a list.</summary>
    private bool IsList { get; init; }

    /// <summary>How often each head occurs along the heads' axis, one directly after the other.</summary>
    private int Repeats { get; init; } = 1;

    /// <summary>The size of the axis of copies.</summary>
    private int Copies { get; init; } = 1;

    /// <summary>Into how many parts the features of each head were cut.</summary>
    private int Parts { get; init; } = 1;

    /// <summary>The size of the heads' axis.</summary>
    private int Heads => Group.Heads * Repeats;

    /// <summary>The number of features of a head.</summary>
    private int Size => Group.Size / Parts;

    private int HeadAt => Axes.IndexOf(HeadAxis.Head) is >= 0 and var at ? at : Axes.IndexOf(HeadAxis.WithExamples);

    /// <summary>The state of values that are combined element by element; the other values must not have the heads' axis.</summary>
    public static HeadState? Same(ImmutableArray<HeadState> states)
    {
        var split = states.OfType<SplitHeads>().ToList();
        if (split.Count == 0 || split.Count < states.Length || split.Exists(s => s.IsList || !s.IsLike(split[0])))
        {
            return null;
        }

        split.ForEach(other => split[0].Group.Unite(other.Group));
        return split[0];
    }

    /// <inheritdoc/>
    public override HeadState? Element() => IsList ? this with { IsList = false } : Without(0);

    /// <inheritdoc/>
    public override bool Describes(Operator size) =>
        size.Has(1) && size.Number(1) is { } axis && Axes[At((int)axis)] is HeadAxis.Other or HeadAxis.Size;

    /// <inheritdoc/>
    public override void Keep() => Group.Root.IsKept = true;

    /// <summary>Whether an axis is that of the heads.</summary>
    public bool IsHead(int axis) => Axes[At(axis)] is not (HeadAxis.Other or HeadAxis.Size);

    /// <summary>Notes a value that is added to scores, if it has something for each head.</summary>
    public void Add(Operator sum, int position)
    {
        var value = sum.Value.Operands[position];
        if (Axes is [.., HeadAxis.Head, HeadAxis.Other, HeadAxis.Other] && Heads > 1 && HeadBias.IsForEach(Heads, value))
        {
            Group.Root.Biases.Add(new(sum.Module, sum.Argument(position)!, -3, Heads));
        }
    }

    /// <summary>Two axes exchanged.</summary>
    public HeadState? Transpose(Operator transpose)
    {
        var (first, second) = transpose.Name == "mT" ? (-2, -1) : (transpose.Number(1), transpose.Number(2));
        if (IsList || first is null || second is null)
        {
            return null;
        }

        var (a, b) = (At((int)first), At((int)second));
        return this with { Axes = Axes.SetItem(a, Axes[b]).SetItem(b, Axes[a]) };
    }

    /// <summary>All axes in another order.</summary>
    public HeadState? Permute(Operator permute) => !IsList && permute.Numbers(1) is { } order && order.Length == Axes.Length
        ? this with { Axes = [.. order.Select(axis => Axes[At((int)axis)])] }
        : null;

    /// <summary>The values along an axis, which are the queries, keys and values if one layer wrote them.</summary>
    public HeadState? Without(int axis)
    {
        var at = At(axis);
        if (IsList || Axes[at] is not (HeadAxis.First or HeadAxis.Second))
        {
            return null;
        }

        Group.Root.ArePartsFirst = Axes[at] == HeadAxis.First;
        var rest = Axes.RemoveAt(at).Select(a => a is HeadAxis.First or HeadAxis.Second ? HeadAxis.Head : a);
        return this with { Axes = [.. rest], IsList = true };
    }

    /// <summary>A matrix product for every head.</summary>
    public HeadState? Times(SplitHeads right)
    {
        var isBatch = HeadAt >= 0 && HeadAt <= Axes.Length - 3 && HeadAt == right.HeadAt && Axes[HeadAt] == right.Axes[HeadAt];
        if (IsList || right.IsList || Axes.Length != right.Axes.Length || !isBatch || AreHeadsOutside != right.AreHeadsOutside)
        {
            return null;
        }

        if (Heads != right.Heads || Copies != right.Copies)
        {
            return null;
        }

        Group.Unite(right.Group);
        return this with { Axes = Axes.SetItem(Axes.Length - 1, right.Axes[^1]), Parts = right.Parts };
    }

    /// <summary>
    /// Attention as one operation, on [examples, heads, tokens, size], where the first two may be one axis. It may repeat the heads of keys
    /// and values itself.
    /// </summary>
    public HeadState? Attend(Operator attention, SplitHeads keys, SplitHeads values)
    {
        var repeats = attention.Named("enable_gqa") is LiteralExpression { Literal.Text: "True" } ? Heads / keys.Heads : 1;
        return Axes is [_, HeadAxis.Head, _, HeadAxis.Size] or [HeadAxis.WithExamples, _, HeadAxis.Size]
            ? Same([this, keys with { Repeats = keys.Repeats * repeats }, values with { Repeats = values.Repeats * repeats }])
            : null;
    }

    /// <summary>The heads and their features as one axis, the last one.</summary>
    public HeadState? Merge(Operator view)
    {
        var isLast = Axes is [.., HeadAxis.Head or HeadAxis.WithExamples, HeadAxis.Size] && !AreHeadsOutside;
        if (IsList || !isLast || Axes.Contains(HeadAxis.First))
        {
            return null;
        }

        if (view.Name != "flatten")
        {
            if (ShapeText.Of(view, 1) is not { } shape)
            {
                return null;
            }

            Group.Root.Merges.Add(new(shape, Heads, shape.Elements.Length - 1));
        }
        else if (view.Number(1) is not { } start || At((int)start) != Axes.Length - 2)
        {
            return null;
        }

        return new MergedHeads(Group, Heads);
    }

    private bool IsLike(SplitHeads other) => Axes.SequenceEqual(other.Axes)
        && (Heads, Copies, AreHeadsOutside, Parts) == (other.Heads, other.Copies, other.AreHeadsOutside, other.Parts);

    private int At(int axis) => Math.Clamp(axis < 0 ? Axes.Length + axis : axis, 0, Axes.Length - 1);
}
