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
        var splits = heads.Splits.Select(s =>
            new HeadsInShape(s.Shape, heads.HeadsOf(s), s.Shape.Elements.Length - (heads.ArePartsFirst ? 2 : 3)));
        var counts = splits.Concat(heads.Between).Select(found => Element(found, found.Heads / heads.Units));
        var merges = heads.Merges.Select(found => (Found: found, PerUnit: found.Heads / heads.Units * heads.Size))
            .Select(merge => merge.Found.Shape.Elements.IsEmpty
                ? new SizeInCode(merge.Found.Shape.Frame.Module, merge.Found.Shape.Whole, merge.PerUnit, IsLastOf: true)
                : Element(merge.Found, merge.PerUnit));
        var parts = from s in heads.Splits
                    let width = s.PartWidth
                    where width is not null
                    let perUnit = heads.HeadsOf(s) / heads.Units * heads.Size
                    select new SizeInCode(width.Frame.Module, width.Whole, perUnit, IsLastOf: false);
        return [.. counts.Concat(merges).OfType<SizeInCode>().Concat(parts).Distinct()];
    }

    private static SizeInCode? Element(HeadsInShape found, int perUnit) => found.Shape.Number(found.Element) == -1
        ? null
        : new(found.Shape.Frame.Module, found.Shape.Elements[found.Element], perUnit, IsLastOf: false);
}
