using System.Collections.Immutable;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.Widths;

/// <content>
/// Heads of keys and values that are repeated for groups of queries: <c>repeat_interleave</c>, or a new axis that is expanded and merged
/// with that of the heads. Either way the copies of a head follow each other, so that the queries of a unit do, too.
/// </content>
internal sealed partial record SplitHeads
{
    private static readonly HeadAxis[] Free = [HeadAxis.Other, HeadAxis.Size];

    /// <summary>Several such values in a list; null if they are split in different ways.</summary>
    public static HeadState? List(ImmutableArray<HeadState> states) => Same(states) is SplitHeads one ? one with { IsList = true } : null;

    /// <summary>
    /// One of several values. Where only some have repeated heads, code compares the number of copies with 1: what reads the value shows
    /// which one it is, as it would not run with the other.
    /// </summary>
    public static HeadState? OneOf(ImmutableArray<HeadState> states) => Same(states) ?? MostRepeated([.. states.OfType<SplitHeads>()]);

    /// <summary>The number of heads, or all sizes, which code asks for; null if it asks for anything else.</summary>
    public HeadState? Count(Operator size)
    {
        if (IsList || HeadAt < 0)
        {
            return null;
        }

        var asked = size.Has(1) ? size.Number(1) : HeadAt;
        return asked is { } axis && At((int)axis) == HeadAt
            ? new HeadCount(Group) { Fixed = size.Has(1) ? [] : [.. Axes.Select(a => Free.Contains(a))] }
            : null;
    }

    /// <summary>A part of another axis, or all of any axis.</summary>
    public HeadState? Slice(Operator slice)
    {
        var axis = slice.Has(1) ? slice.Number(1) : 0;
        return !IsList && axis is not null && (slice.IsWhole || Free.Contains(Axes[At((int)axis)])) ? this : null;
    }

    /// <summary>Equal parts of another axis, in a list.</summary>
    public HeadState? Cut(Operator cut)
    {
        var axis = At((int?)cut.Number(2) ?? 0);
        var number = cut.Argument(1) is { } argument ? Numbers.Of(argument, cut.Value.Frame) : null;
        var parts = cut.Name == "chunk" ? number : Size / Math.Max(number ?? 0, 1);
        var isEven = Axes[axis] == HeadAxis.Size && parts > 0 && Size % parts == 0;
        return !IsList && isEven ? this with { IsList = true, Parts = Parts * (int)parts! } : null;
    }

    /// <summary>Values in a list, one after the other along another axis than the heads'.</summary>
    public HeadState? Cat(Operator cat) =>
        IsList && Free.Contains(Axes[At((int?)cat.Number(1) ?? 0)]) ? this with { IsList = false } : null;

    /// <summary>A mean over other axes, which stay with the size 1.</summary>
    public HeadState? Mean(Operator mean) =>
        !IsList && mean.IsTrue(2) && mean.Numbers(1) is { } axes && axes.All(axis => Free.Contains(Axes[At((int)axis)])) ? this : null;

    /// <summary>A new axis.</summary>
    public HeadState? Unsqueeze(Operator unsqueeze)
    {
        if (IsList || Axes.Contains(HeadAxis.Copy) || unsqueeze.Number(1) is not { } number)
        {
            return null;
        }

        var at = (int)(number < 0 ? number + Axes.Length + 1 : number);
        return this with { Axes = Axes.Insert(at, at > 0 && Axes[at - 1] == HeadAxis.Head ? HeadAxis.Copy : HeadAxis.Other) };
    }

    /// <summary>The new axis behind the heads made longer: copies of each.</summary>
    public HeadState? Expand(Operator expand)
    {
        var at = Axes.IndexOf(HeadAxis.Copy);
        var shape = !IsList && at > 0 && Copies == 1 ? IsShape(expand, Axes.Length, Heads) : null;
        return shape?.Number(at) is > 0 and var copies ? this with { Copies = (int)copies } : null;
    }

    /// <summary>
    /// The heads and their copies as one axis. If there are no copies: examples and heads as one axis, or as two again; other axes before
    /// the heads'; or heads and features as one.
    /// </summary>
    /// <param name="view">The change of shape.</param>
    /// <param name="isCounted">Whether its shape is computed from the number of heads.</param>
    public HeadState? Reshape(Operator view, bool isCounted)
    {
        if (!Axes.Contains(HeadAxis.Copy))
        {
            return (IsList || isCounted ? null : Join(view) ?? Part(view) ?? Regroup(view)) ?? Merge(view);
        }

        var joined = this with { Axes = Axes.Remove(HeadAxis.Copy), Repeats = Repeats * Copies, Copies = 1 };
        return !IsList && view.Name != "flatten" && IsShape(view, joined.Axes.Length, joined.Heads) is not null ? joined : null;
    }

    /// <summary>Every head several times.</summary>
    public HeadState? Repeat(Operator repeat)
    {
        var copies = repeat.Argument(1) is { } argument ? Numbers.Of(argument, repeat.Value.Frame) : null;
        return !IsList && copies > 0 && HeadAt >= 0 && repeat.Number(2) is { } axis && At((int)axis) == HeadAt
            ? this with { Repeats = Repeats * (int)copies }
            : null;
    }

    /// <summary>Notes a shape in which the heads' axis stays where it is; null if it is another one.</summary>
    private ShapeText? IsShape(Operator view, int rank, int heads)
    {
        if (HeadAt < 0 || ShapeText.Of(view, 1) is not { } shape || shape.Elements.Length != rank)
        {
            return null;
        }

        var found = shape.Number(HeadAt);
        var last = Axes[^1] == HeadAxis.Size ? shape.Number(rank - 1) : null;
        if ((found is not (null or -1) && found != heads) || (last is not (null or -1) && last != Size))
        {
            return null;
        }

        Group.Root.Between.Add(new(shape, heads, HeadAt));
        return shape;
    }

    private static SplitHeads? MostRepeated(List<SplitHeads> states) =>
        states.MaxBy(s => s.Repeats) is { } most && states.TrueForAll(s => s.Group == most.Group && s.Axes.SequenceEqual(most.Axes))
            ? most
            : null;
}
