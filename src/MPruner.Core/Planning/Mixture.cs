using System.Collections.Immutable;
using MPruner.Core.Width;

namespace MPruner.Core.Planning;

/// <summary>A model without some blocks, and with fewer units in the others.</summary>
/// <param name="Removal">The removed blocks.</param>
/// <param name="Widths">The widths of the remaining ones.</param>
/// <param name="Parameters">The number of removed parameters.</param>
/// <param name="Distance">The predicted distance of the outputs from the original's: what both parts cost alone, added up.</param>
internal sealed record Mixture(OrderedRemoval Removal, Widths Widths, long Parameters, double Distance)
{
    /// <summary>
    /// Ever smaller models. For each number of parameters it is the mixture with the smallest predicted distance: removing a whole block
    /// may cost less than narrowing many, or more. Distances never fall: one that is greater than that of a smaller model counts as equal.
    /// </summary>
    /// <param name="removals">The prefixes of the order in which blocks are removed, starting with none.</param>
    /// <param name="curves">What narrowing the dimensions of all blocks costs.</param>
    /// <param name="count">About how many, at equal distances in parameters, besides those without any narrowing.</param>
    public static ImmutableArray<Mixture> Of(ImmutableArray<OrderedRemoval> removals, ImmutableArray<WidthCurve> curves, int count)
    {
        var start = removals[0];
        var whole = start.Candidate.Model.CountParameters(start.Candidate);
        var parts = removals.Select(removal => new Part(
            removal,
            whole - removal.Candidate.Model.CountParameters(removal.Candidate),
            new NarrowingOrder(curves.Where(c => !removal.Candidate.Removed.Contains(c.Dimension.Block)), start.Distance))).ToList();
        var most = parts.Max(part => part.Removed + part.Order.Parameters);
        var mixtures = Enumerable.Range(1, count)
            .Select(i => (long)((decimal)most * i / count))
            .Concat(parts.Select(part => part.Removed))
            .Select(wanted => parts.Where(part => part.Reaches(wanted)).Select(part => part.At(wanted)).MinBy(m => m.Distance))
            .OfType<Mixture>()
            .Where(mixture => mixture.Parameters > 0)
            .DistinctBy(mixture => mixture.Parameters)
            .OrderByDescending(mixture => mixture.Parameters);
        var smallestFirst = new Stack<Mixture>();
        foreach (var mixture in mixtures)
        {
            var next = smallestFirst.TryPeek(out var smaller) ? smaller.Distance : double.PositiveInfinity;
            smallestFirst.Push(mixture with { Distance = Math.Min(mixture.Distance, next) });
        }

        return [.. smallestFirst];
    }

    private sealed record Part(OrderedRemoval Removal, long Removed, NarrowingOrder Order)
    {
        public bool Reaches(long parameters) => parameters >= Removed && parameters <= Removed + Order.Parameters;

        public Mixture At(long parameters)
        {
            var widths = Order.Take(parameters - Removed);
            return new(Removal, widths, Removed + widths.Parameters, Removal.Distance + Order.Distance(widths.Parameters));
        }
    }
}
