using System.Collections.Immutable;
using MPruner.Core.Formats;

namespace MPruner.Core.Width;

/// <summary>How far a model's outputs move away from the original's while one inner dimension is narrowed.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Order">The units in the order of their removal, as far as it was measured; the last unit stays.</param>
/// <param name="Levels">The measured levels, each with more removed units than the one before it.</param>
internal sealed record WidthCurve(InnerDimension Dimension, ImmutableArray<RemovedUnit> Order, ImmutableArray<WidthLevel> Levels)
{
    /// <summary>The variance of what the reading layer writes.</summary>
    public required double Variance { get; init; }

    /// <summary>Why the model without some of the units could not be compared with the original; null if it was.</summary>
    public string? Failure { get; init; }

    /// <summary>The share of that variance that the layer no longer writes after its refit, at least 0.</summary>
    /// <param name="removed">The number of removed units.</param>
    public double ErrorShare(int removed) => Variance > 0 ? Error(removed) / Variance : 0;

    /// <summary>
    /// The steps of the lower convex hull of the distance over the number of removed units, from no removed unit on. So steps are ever
    /// steeper.
    /// </summary>
    /// <param name="start">The distance before anything is narrowed.</param>
    public ImmutableArray<HullStep> Steps(double start)
    {
        List<WidthLevel> hull = [new(0, start)];
        foreach (var point in Points(start))
        {
            while (hull.Count > 1 && Slope(hull[^2], hull[^1]) >= Slope(hull[^1], point))
            {
                hull.RemoveAt(hull.Count - 1);
            }

            hull.Add(point);
        }

        return
        [
            .. hull.Zip(hull.Skip(1), (from, to) =>
                new HullStep(this, from.Removed, to.Removed) { Slope = Slope(from, to) / Math.Max(Dimension.UnitParameters, 1) }),
        ];
    }

    /// <summary>
    /// The distance after each removed unit. Distances are noisy: one that is lower than that of fewer removed units counts as equal.
    /// Between two levels the distance is taken to grow like the error of the reading layer.
    /// </summary>
    private IEnumerable<WidthLevel> Points(double start)
    {
        var from = new WidthLevel(0, start);
        foreach (var level in Levels)
        {
            var to = level with { Distance = Math.Max(from.Distance, level.Distance) };
            var (before, after) = (Error(from.Removed), Error(to.Removed));
            for (var removed = from.Removed + 1; removed < to.Removed; removed++)
            {
                var share = after > before
                    ? (Error(removed) - before) / (after - before)
                    : (double)(removed - from.Removed) / (to.Removed - from.Removed);
                yield return new(removed, from.Distance + (share * (to.Distance - from.Distance)));
            }

            yield return to;
            from = to;
        }
    }

    private double Error(int removed) => removed == 0 ? 0 : Order[removed - 1].Error;

    private static double Slope(WidthLevel from, WidthLevel to) => (to.Distance - from.Distance) / (to.Removed - from.Removed);
}

/// <summary>A measured level of a dimension.</summary>
/// <param name="Removed">The number of removed units.</param>
/// <param name="Distance">The distance of the outputs from the original model's.</param>
internal readonly record struct WidthLevel(int Removed, double Distance);

/// <summary>One step of narrowing a dimension.</summary>
/// <param name="Curve">The dimension's curve.</param>
/// <param name="From">The number of removed units before the step.</param>
/// <param name="To">The number of removed units after it.</param>
internal sealed record HullStep(WidthCurve Curve, int From, int To)
{
    /// <summary>The growth of the distance per removed parameter, at least 0.</summary>
    public required double Slope { get; init; }

    /// <summary>The number of parameters that the step removes.</summary>
    public long Parameters => (To - From) * Curve.Dimension.UnitParameters;
}
