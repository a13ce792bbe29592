using System.Collections.Immutable;
using MPruner.ScriptModels.Operators;

namespace MPruner.ScriptModels.Widths;

/// <summary>What is known of a value on its way between the layers of attention heads.</summary>
internal abstract record HeadState
{
    /// <summary>A value that does not depend on the number of heads.</summary>
    public static HeadState Nothing { get; } = new NoHeads();

    /// <summary>Whether the value does not depend on the number of heads.</summary>
    public bool IsNothing => this is NoHeads;

    /// <summary>One element of the value, if it is a list of values.</summary>
    public virtual HeadState? Element() => null;

    /// <summary>Whether a size that is asked for does not depend on the number of heads.</summary>
    public virtual bool Describes(Operator size) => false;

    /// <summary>All heads have to stay, because the value is used in a way that is not known.</summary>
    public virtual void Keep()
    {
    }

    private sealed record NoHeads : HeadState;
}

/// <summary>What a linear layer wrote, or one of equal parts of it: the last axis is the heads, each with its features.</summary>
/// <param name="Writer">The layer.</param>
/// <param name="Parts">Into how many parts it was cut.</param>
internal sealed record WrittenFeatures(HeadWriter Writer, int Parts) : HeadState
{
    private bool IsList { get; init; }

    /// <summary>The numbers of features by which the code cut it.</summary>
    private ImmutableArray<FeatureCount> Cuts { get; init; } = [];

    private long Width => Writer.Layer.Weight.Sizes[0] / Parts;

    /// <inheritdoc/>
    public override HeadState? Element() => IsList ? this with { IsList = false } : null;

    /// <inheritdoc/>
    public override bool Describes(Operator size) => !IsList && size.Has(1) && size.Number(1) is 0 or 1;

    /// <inheritdoc/>
    public override void Keep() => Writer.IsKept = true;

    /// <summary>The parts of queries, keys and values that one layer wrote one after the other.</summary>
    public HeadState? Chunk(Operator chunk)
    {
        var number = FeatureCount.Of(chunk, 1);
        var parts = chunk.Name == "chunk" ? number?.Value : Width / Math.Max(number?.Value ?? 0, 1);
        return Parts == 1 && !IsList && chunk.Number(2) is -1 or 2 && parts is 2 or 3 && Width % parts == 0
            ? new WrittenFeatures(Writer, (int)parts) { IsList = true, Cuts = chunk.Name == "chunk" ? [] : [number!] }
            : null;
    }

    /// <summary>All of it, or one of these parts, from one feature to another.</summary>
    public HeadState? Slice(Operator slice)
    {
        if (IsList || slice.IsWhole)
        {
            return IsList ? null : this;
        }

        ImmutableArray<FeatureCount> cuts = [.. new[] { FeatureCount.Of(slice, 2), FeatureCount.Of(slice, 3) }.OfType<FeatureCount>()];
        var (start, end) = (FeatureCount.Of(slice, 2)?.Value ?? 0, Math.Min(FeatureCount.Of(slice, 3)?.Value ?? Width, Width));
        var size = end - start;
        return Parts == 1 && slice.Number(1) is -1 or 2 && size > 0 && Width / size is 2 or 3 && Width % size == 0 && start % size == 0
            ? new WrittenFeatures(Writer, (int)(Width / size)) { Cuts = [.. cuts.Where(cut => cut.Value > 0 && cut.Value <= Width)] }
            : null;
    }

    /// <summary>
    /// The features split into heads by a new shape: […, heads, size], […, parts, heads, size] or […, heads, parts, size].
    /// </summary>
    public HeadState? Split(Operator view, List<HeadGroup> groups)
    {
        if (IsList || ShapeText.Of(view, 1) is not { Elements.Length: >= 3 and var rank } shape)
        {
            return null;
        }

        var (size, last, before) = (shape.Number(rank - 1), shape.Number(rank - 2), rank > 3 ? shape.Number(rank - 3) : null);
        var several = Parts == 1 && rank == 5 && (before is 2 or 3 || last is 2 or 3);
        var sizes = new long?[] { several ? before : 1, last, size };
        if (sizes.Count(s => s is null or -1) > 1)
        {
            return null;
        }

        var known = sizes.Where(s => s is not (null or -1)).Aggregate(1L, (product, s) => product * s!.Value);
        sizes = [.. sizes.Select(s => s is null or -1 ? Width / known : s)];
        if (sizes.Aggregate(1L, (product, s) => product * s!.Value) != Width)
        {
            return null;
        }

        // [tokens, examples × heads, size]
        var withExamples = rank == 3 && last is null && SplitHeads.IsProduct(shape, 1);
        var group = new HeadGroup(new HeadSplit(Writer, shape, [.. sizes.Select(s => (int)s!.Value)], Parts)
        {
            Cuts = Cuts,
            WithExamples = withExamples,
        });
        groups.Add(group);
        var axes = Enumerable.Repeat(HeadAxis.Other, rank).ToArray();
        var heads = withExamples ? HeadAxis.WithExamples : HeadAxis.Head;
        (axes[rank - 1], axes[rank - 2]) = (HeadAxis.Size, several ? HeadAxis.Second : heads);
        axes[rank - 3] = several ? HeadAxis.First : axes[rank - 3];
        return new SplitHeads(group, [.. axes]);
    }
}

/// <summary>Heads that were merged into one axis again, the last one.</summary>
/// <param name="Group">The heads.</param>
/// <param name="Heads">How many there are.</param>
internal sealed record MergedHeads(HeadGroup Group, int Heads) : HeadState
{
    /// <inheritdoc/>
    public override void Keep() => Group.Root.IsKept = true;
}

/// <summary>
/// A size, or all sizes, that code asks for or computes from the number of heads, or zeros of such sizes: right for any number of them.
/// </summary>
/// <param name="Group">The heads.</param>
internal sealed record HeadCount(HeadGroup Group) : HeadState
{
    /// <summary>If these are all sizes of a value, which of them do not depend on the number of heads; otherwise empty.</summary>
    public ImmutableArray<bool> Fixed { get; init; } = [];

    /// <summary>One of the sizes.</summary>
    public HeadState At(int index) => Fixed switch
    {
        [] => this,
        _ when Fixed.ElementAtOrDefault(index < 0 ? Fixed.Length + index : index) => Nothing,
        _ => new HeadCount(Group),
    };

    /// <inheritdoc/>
    public override void Keep() => Group.Root.IsKept = true;
}
