using System.Collections.Immutable;
using System.Numerics;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Dataflow;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;

namespace MPruner.ScriptModels.Widths;

/// <summary>A linear layer that writes heads.</summary>
/// <param name="layer">The layer.</param>
internal sealed class HeadWriter(BlockLayer layer)
{
    /// <summary>The layer.</summary>
    public BlockLayer Layer { get; } = layer;

    /// <summary>Whether its heads have to stay.</summary>
    public bool IsKept { get; set; }
}

/// <summary>A number of features in the code: the width of queries, or where keys begin.</summary>
/// <param name="Frame">The call whose body has it.</param>
/// <param name="Syntax">The number in the code.</param>
/// <param name="Value">The number.</param>
internal sealed record FeatureCount(ModuleCall Frame, Expression Syntax, long Value)
{
    /// <summary>An argument of an operator; null if it is missing or computed.</summary>
    public static FeatureCount? Of(Operator found, int position) =>
        found.Argument(position) is { } argument && Numbers.Of(argument, found.Value.Frame) is { } value
            ? new(found.Value.Frame, argument, value)
            : null;
}

/// <summary>How what a layer wrote is split into heads.</summary>
/// <param name="Writer">The layer.</param>
/// <param name="Shape">The shape in the code.</param>
/// <param name="Sizes">[parts or heads, heads or parts, size of a head]; the first is 1 if there is one part only.</param>
/// <param name="Cut">Into how many parts the layer's result was cut before.</param>
internal sealed record HeadSplit(HeadWriter Writer, ShapeText Shape, ImmutableArray<int> Sizes, int Cut)
{
    /// <summary>The numbers of features by which code cut it; empty where it has the number of parts, or there is one only.</summary>
    public ImmutableArray<FeatureCount> Cuts { get; init; } = [];

    /// <summary>Whether the size there is the number of examples times that of heads.</summary>
    public bool WithExamples { get; init; }
}

/// <summary>A number of heads in a shape.</summary>
/// <param name="Shape">The shape.</param>
/// <param name="Heads">The number; where the heads are merged, the size there is so many times that of a head.</param>
/// <param name="Element">Which element of the shape it is.</param>
internal sealed record HeadsInShape(ShapeText Shape, int Heads, int Element)
{
    /// <summary>Whether the size there is the number of examples times that of heads.</summary>
    public bool WithExamples { get; init; }
}

/// <summary>
/// Heads that belong together: queries, keys and values. Of grouped queries several heads read one head of keys and values; they are one
/// unit.
/// </summary>
/// <param name="split">How the first of them is split.</param>
internal sealed class HeadGroup(HeadSplit split)
{
    /// <summary>The group that this one became part of; null if it is one of its own.</summary>
    public HeadGroup? Parent { get; private set; }

    /// <summary>The group that this one is part of.</summary>
    public HeadGroup Root => Parent?.Root ?? this;

    /// <summary>How the layers' results are split.</summary>
    public List<HeadSplit> Splits { get; } = [split];

    /// <summary>The shapes that merge the heads; the merged axis is the last element.</summary>
    public List<HeadsInShape> Merges { get; } = [];

    /// <summary>The shapes between, by which heads of keys and values are repeated.</summary>
    public List<HeadsInShape> Between { get; } = [];

    /// <summary>What is added for each head.</summary>
    public List<HeadBias> Biases { get; } = [];

    /// <summary>Whether one layer wrote all queries first, then all keys, then all values, and not head by head.</summary>
    public bool ArePartsFirst { get; set; } = true;

    /// <summary>Whether the heads have to stay.</summary>
    public bool IsKept { get; set; }

    /// <summary>The layer that reads the heads; null if none does.</summary>
    public BlockLayer? Reader { get; private set; }

    /// <summary>The number of heads that it reads.</summary>
    public int ReadHeads { get; private set; }

    /// <summary>The operation that reads the heads; null if none does.</summary>
    public OperationValue? ReadAt { get; private set; }

    /// <summary>The number of heads of the first layer of this group.</summary>
    public int Heads => HeadsOf(Splits[0]);

    /// <summary>The number of units: the number of heads; of grouped queries that of the keys and values.</summary>
    public int Units => (int)Splits.Select(s => (BigInteger)HeadsOf(s)).Aggregate(BigInteger.GreatestCommonDivisor);

    /// <summary>The number of features that the first layer of this group writes for a head.</summary>
    public int Size => Splits[0].Sizes[2];

    /// <summary>The number of features of a head that the reading layer reads.</summary>
    public int ReadSize => (int)Reader!.Weight.Sizes[1] / ReadHeads;

    /// <summary>Whether exactly one layer reads the heads, and all layers agree about their number.</summary>
    public bool IsComplete => !IsKept
        && Reader is not null
        && Units > 1
        && Reader.Weight.Sizes[1] % ReadHeads == 0
        && Splits.TrueForAll(s => PartsOf(s) == PartsOf(Splits[0]) && !s.Writer.IsKept);

    /// <summary>Whether several heads of queries read the only head of keys and values, so that there is nothing to remove.</summary>
    public bool HasOneUnit => !IsKept && Reader is not null && Units == 1 && ReadHeads > 1;

    /// <summary>The tensors that hold the heads' rows.</summary>
    public ImmutableArray<UnitSlice> Written =>
    [
        .. from s in Splits.DistinctBy(s => s.Writer.Layer.Weight)
           let parts = ArePartsFirst ? s.Sizes[0] * s.Cut : 1
           from tensor in new[] { s.Writer.Layer.Weight, s.Writer.Layer.Bias }
           where tensor is not null
           select new UnitSlice(tensor, parts),
    ];

    /// <summary>Makes two groups one.</summary>
    public void Unite(HeadGroup other)
    {
        var (root, joined) = (Root, other.Root);
        if (ReferenceEquals(root, joined))
        {
            return;
        }

        joined.Parent = root;
        root.Splits.AddRange(joined.Splits);
        root.Merges.AddRange(joined.Merges);
        root.Between.AddRange(joined.Between);
        root.Biases.AddRange(joined.Biases);
        root.IsKept |= joined.IsKept || joined.Reader is not null || root.ArePartsFirst != joined.ArePartsFirst;
    }

    /// <summary>Notes the layer that reads the merged heads.</summary>
    public void ReadBy(BlockLayer reader, OperationValue operation, int heads)
    {
        var root = Root;
        root.IsKept |= root.Reader is not null;
        (root.Reader, root.ReadAt, root.ReadHeads) = (reader, operation, heads);
    }

    /// <summary>The number of heads that a layer writes.</summary>
    public int HeadsOf(HeadSplit split) => Root.ArePartsFirst ? split.Sizes[1] : split.Sizes[0];

    private int PartsOf(HeadSplit split) => Root.ArePartsFirst ? split.Sizes[0] : split.Sizes[1];
}
