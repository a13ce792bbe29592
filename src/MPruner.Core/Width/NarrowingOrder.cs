using System.Collections.Immutable;
using MPruner.Core.Formats;

namespace MPruner.Core.Width;

/// <summary>
/// The order in which inner dimensions are narrowed: the steps of all dimensions, those first by which the outputs move least per removed
/// parameter. Its prefixes, by removed parameters, are ever narrower models.
/// </summary>
internal sealed class NarrowingOrder
{
    private readonly ImmutableArray<HullStep> steps;

    /// <param name="curves">The curves of all dimensions.</param>
    /// <param name="start">The distance before anything is narrowed.</param>
    public NarrowingOrder(IEnumerable<WidthCurve> curves, double start)
    {
        // The sort is stable, so equal steps stay in the dimensions' order.
        steps = [.. curves.SelectMany(curve => curve.Steps(start)).OrderBy(step => step.Slope)];
        Parameters = steps.Sum(step => step.Parameters);
    }

    /// <summary>The number of parameters that all steps remove.</summary>
    public long Parameters { get; }

    /// <summary>The widths after a part of the order, of which the last step may be incomplete.</summary>
    /// <param name="parameters">The number of parameters that are removed at most.</param>
    public Widths Take(long parameters)
    {
        var removed = new Dictionary<WidthCurve, int>();
        foreach (var step in steps)
        {
            var units = (int)Math.Min(step.To - step.From, parameters / Math.Max(step.Curve.Dimension.UnitParameters, 1));
            parameters -= units * step.Curve.Dimension.UnitParameters;
            removed[step.Curve] = step.From + units;
            if (units < step.To - step.From)
            {
                break;
            }
        }

        return new(
        [
            .. removed.Where(pair => pair.Value > 0)
                .Select(pair => new UnitChoice(pair.Key.Dimension, pair.Value) { Error = pair.Key.ErrorShare(pair.Value) })
                .OrderBy(choice => choice.Dimension.Path, StringComparer.Ordinal),
        ]);
    }

    /// <summary>How much a part of the order adds to the distance, if steps add up.</summary>
    /// <param name="parameters">The number of parameters that are removed at most.</param>
    public double Distance(long parameters)
    {
        var distance = 0.0;
        foreach (var step in steps)
        {
            var part = Math.Min(step.Parameters, parameters);
            distance += step.Slope * part;
            parameters -= part;
        }

        return distance;
    }
}

/// <summary>How wide the inner dimensions of a narrowed model are.</summary>
/// <param name="Choices">The narrowed dimensions, sorted by their paths.</param>
internal sealed record Widths(ImmutableArray<UnitChoice> Choices)
{
    /// <summary>The number of removed parameters.</summary>
    public long Parameters => Choices.Sum(choice => choice.Parameters);
}

/// <summary>How many units of a dimension are removed.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Removed">The number of removed units; at least one is left.</param>
internal sealed record UnitChoice(InnerDimension Dimension, int Removed)
{
    /// <summary>The share of the variance of what the reading layer writes that it no longer does after its refit, at least 0.</summary>
    public required double Error { get; init; }

    /// <summary>The number of remaining units.</summary>
    public int Left => Dimension.Units - Removed;

    /// <summary>The number of removed parameters.</summary>
    public long Parameters => Removed * Dimension.UnitParameters;
}
