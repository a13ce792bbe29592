using System.Collections.Immutable;
using MPruner.ScriptModels.BlockEnds;
using MPruner.ScriptModels.Operators;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Widths;

/// <summary>What an expression has to do with the size that depends on the number of units.</summary>
internal enum SizeForm
{
    /// <summary>It is the size.</summary>
    Size,

    /// <summary>It is a whole shape whose last size it is.</summary>
    Shape,

    /// <summary>It computes a multiple of it: the number of examples times that of heads.</summary>
    Multiple,
}

/// <summary>A size in a module's code that depends on the number of units.</summary>
/// <param name="Module">The module.</param>
/// <param name="Syntax">The expression.</param>
/// <param name="PerUnit">The size is this number for each unit.</param>
internal sealed record SizeInCode(PickleObject Module, Expression Syntax, int PerUnit)
{
    /// <summary>What the expression is.</summary>
    public SizeForm Form { get; init; }

    /// <summary>The sizes in the code between the layers of heads. A size that the operator finds out by itself (−1) is none.</summary>
    public static ImmutableArray<SizeInCode> Of(HeadGroup heads)
    {
        var behind = heads.ArePartsFirst ? 2 : 3;
        var splits = heads.Splits.Select(s =>
            new HeadsInShape(s.Shape, heads.HeadsOf(s), s.Shape.Elements.Length - behind) { WithExamples = s.WithExamples });
        var counts = splits.Concat(heads.Between).Select(found => Element(found.Shape, found.Element, found.Heads / heads.Units) is { } size
            ? size with { Form = found.WithExamples ? SizeForm.Multiple : SizeForm.Size }
            : null);
        var merges = heads.Merges.Select(found => Last(found.Shape, found.Heads / heads.Units * heads.ReadSize));
        var cuts = from s in heads.Splits
                   from cut in s.Cuts
                   select new SizeInCode(cut.Frame.Module, cut.Syntax, (int)cut.Value / heads.Units);
        var layers = Of(heads.Reader!, [.. heads.Splits.Select(s => s.Writer.Layer)], heads.Units);
        return [.. counts.Concat(merges).OfType<SizeInCode>().Concat(cuts).Concat(layers).Distinct()];
    }

    /// <summary>The sizes in the code of layers that are written out.</summary>
    /// <param name="reader">The layer that reads the units.</param>
    /// <param name="writers">The layers that write them.</param>
    /// <param name="units">The number of units.</param>
    public static IEnumerable<SizeInCode> Of(BlockLayer reader, IReadOnlyList<BlockLayer> writers, int units) => writers
        .Select(writer => Last(writer.WrittenOut?.After, (int)writer.Weight.Sizes[0] / units))
        .Append(Last(reader.WrittenOut?.Before, (int)reader.Weight.Sizes[1] / units))
        .OfType<SizeInCode>();

    private static SizeInCode? Last(ShapeText? shape, int perUnit) => shape switch
    {
        null => null,
        { Elements: [] } => new(shape.Frame.Module, shape.Whole, perUnit) { Form = SizeForm.Shape },
        _ => Element(shape, shape.Elements.Length - 1, perUnit),
    };

    private static SizeInCode? Element(ShapeText shape, int element, int perUnit) =>
        shape.Number(element) == -1 ? null : new(shape.Frame.Module, shape.Elements[element], perUnit);
}
