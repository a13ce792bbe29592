using System.Collections.Immutable;
using MPruner.TorchScript.Code.Syntax;
using MPruner.TorchScript.Pickle;

namespace MPruner.ScriptModels.Widths;

/// <summary>A size in a module's code that depends on the number of units.</summary>
/// <param name="Module">The module.</param>
/// <param name="Syntax">The size; or a whole shape whose last size it is.</param>
/// <param name="PerUnit">The size is this number for each unit.</param>
/// <param name="IsLastOf">Whether the expression is the whole shape.</param>
internal sealed record SizeInCode(PickleObject Module, Expression Syntax, int PerUnit, bool IsLastOf)
{
    /// <summary>The sizes in the code between the layers of heads. A size that the operator finds out by itself (−1) is none.</summary>
    public static ImmutableArray<SizeInCode> Of(HeadGroup heads)
    {
        var splits = heads.Splits.Select(s => Element(s.Shape, s.Shape.Elements.Length - (heads.ArePartsFirst ? 2 : 3), 1));
        var merges = heads.Merges.Select(shape => shape.Elements.IsEmpty
            ? new SizeInCode(shape.Frame.Module, shape.Whole, heads.Size, IsLastOf: true)
            : Element(shape, shape.Elements.Length - 1, heads.Size));
        var parts = heads.Splits.Select(s => s.PartWidth).OfType<ShapeText>()
            .Select(width => new SizeInCode(width.Frame.Module, width.Whole, heads.Size, IsLastOf: false));
        return [.. splits.Concat(merges).OfType<SizeInCode>().Concat(parts).Distinct()];
    }

    private static SizeInCode? Element(ShapeText shape, int element, int perUnit) =>
        shape.Number(element) == -1 ? null : new(shape.Frame.Module, shape.Elements[element], perUnit, IsLastOf: false);
}
