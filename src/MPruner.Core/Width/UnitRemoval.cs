using System.Collections.Immutable;

namespace MPruner.Core.Width;

/// <summary>Removes the units of one dimension in the order of a criterion, and refits the reading layer after each.</summary>
internal sealed class UnitRemoval
{
    private readonly UnitElimination elimination;
    private readonly Func<int> next;
    private readonly List<RemovedUnit> removed = [];

    private UnitRemoval(UnitElimination elimination, Func<int> next) => (this.elimination, this.next) = (elimination, next);

    /// <summary>The removed units in order.</summary>
    public ImmutableArray<RemovedUnit> Removed => [.. removed];

    /// <summary>The remaining units, ascending.</summary>
    public ImmutableArray<int> Remaining => elimination.Remaining;

    /// <summary>The weights of the reading layer, as <see cref="UnitElimination.Weights"/>.</summary>
    public double[] Weights => elimination.Weights;

    /// <summary>Starts with all units.</summary>
    /// <param name="problem">The problem of the reading layer.</param>
    /// <param name="scores">
    /// The scores of the units, lowest removed first; null to remove, each time, the unit that costs least.
    /// </param>
    /// <param name="threads">The number of threads; no result depends on it.</param>
    /// <returns>Null if the sums of the layer's inputs do not allow a fit.</returns>
    public static UnitRemoval? Of(ReadingProblem problem, double[]? scores, int threads)
    {
        if (UnitElimination.Of(problem, threads) is not { } elimination)
        {
            return null;
        }

        return scores is null
            ? new(elimination, elimination.Least)
            : new(elimination, new Queue<int>(Enumerable.Range(0, problem.Units).OrderBy(unit => scores[unit])).Dequeue);
    }

    /// <summary>Removes units until so many are left.</summary>
    /// <returns>False if rounding does not allow it.</returns>
    public bool Reduce(int left)
    {
        while (elimination.Count > left)
        {
            var unit = next();
            var cost = elimination.Cost(unit);
            if (!elimination.Remove(unit))
            {
                return false;
            }

            removed.Add(new(unit, (removed.Count == 0 ? 0 : removed[^1].Error) + cost));
        }

        return true;
    }
}

/// <summary>A removed unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Error">
/// The squared error of the reading layer's output after the removal of this unit and those before it; it never falls.
/// </param>
internal readonly record struct RemovedUnit(int Unit, double Error);
