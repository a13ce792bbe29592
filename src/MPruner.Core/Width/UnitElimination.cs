using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace MPruner.Core.Width;

/// <summary>
/// Removes units from a <see cref="ReadingProblem"/> one after the other. After each, the weights are those of the closed-form refit.
/// </summary>
/// <remarks>
/// The optimal brain surgeon (Hassibi and Stork 1993) for groups of inputs. With P = H⁻¹ over the remaining inputs, removing the inputs g
/// costs tr(W_g P_gg⁻¹ W_gᵀ); then W −= W_g P_gg⁻¹ P_g and P −= P_gᵀ P_gg⁻¹ P_g, and the rows and columns g of P are dropped. Removing all
/// units takes O(size³) steps. Where units are single inputs, the removals of the last few are applied together: until then only the costs
/// are up to date, which follow from the diagonal of P and the lengths of the rows of W.
/// </remarks>
internal sealed class UnitElimination
{
    /// <summary>The number of removed inputs that are applied together. More need more work on what is waiting.</summary>
    private const int Together = 32;

    private readonly ReadingProblem problem;
    private readonly SymmetricMatrix inverse;
    private readonly int threads;

    /// <summary>Wᵀ, [size, outputs], in the order of the inverse: the constant first, then the inputs of each place.</summary>
    private readonly double[] weights;

    /// <summary>The unit at each place. The last one moves to the place of a removed one.</summary>
    private readonly List<int> places;

    /// <summary>The places whose units are removed, which is not applied yet.</summary>
    private readonly HashSet<int> waiting = [];

    /// <summary>For the inputs there, L⁻¹P_g and L⁻¹W_gᵀ with LLᵀ = P_gg.</summary>
    private readonly List<(double[] Row, double[] Own)> removals = [];

    /// <summary>P_ii and ‖W_i‖² of each input, where units are single inputs.</summary>
    private readonly double[] diagonal;
    private readonly double[] squares;

    private UnitElimination(ReadingProblem problem, SymmetricMatrix inverse, int threads)
    {
        (this.problem, this.inverse, this.threads) = (problem, inverse, threads);
        places = [.. Enumerable.Range(0, problem.Units)];
        weights = new double[problem.Weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var (input, output) = (i / problem.Outputs, i % problem.Outputs);
            weights[i] = problem.Weights[(output * problem.Size) + Ordered(problem, input)];
        }

        (diagonal, squares) = (new double[problem.Size], new double[problem.Size]);
        Refresh();
    }

    /// <summary>The number of remaining units.</summary>
    public int Count => places.Count - waiting.Count;

    /// <summary>The remaining units, ascending.</summary>
    public ImmutableArray<int> Remaining => [.. places.Where((_, place) => !waiting.Contains(place)).Order()];

    /// <summary>
    /// The weights of the remaining inputs and of the constant: [outputs, inputs], the units ascending, the constant last.
    /// </summary>
    public double[] Weights
    {
        get
        {
            Apply();
            var rows = Enumerable.Range(0, places.Count).OrderBy(place => places[place])
                .SelectMany(place => Enumerable.Range(Start(place), problem.UnitWidth))
                .Concat(Enumerable.Range(0, Offset))
                .ToArray();
            var values = new double[rows.Length * problem.Outputs];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = weights[(rows[i % rows.Length] * problem.Outputs) + (i / rows.Length)];
            }

            return values;
        }
    }

    private int Offset => problem.HasConstant ? 1 : 0;

    /// <summary>Starts with all units.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="threads">The number of threads; no result depends on it.</param>
    /// <returns>Null if H is not positive definite.</returns>
    public static UnitElimination? Of(ReadingProblem problem, int threads)
    {
        var matrix = new SymmetricMatrix(problem.Size, threads);
        for (var row = 0; row < problem.Size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                matrix[row, column] = problem.Moment(Ordered(problem, row), Ordered(problem, column));
            }
        }

        return matrix.Invert() ? new(problem, matrix, threads) : null;
    }

    /// <summary>What removing a unit next would cost: the increase of tr((W − V)H(W − V)ᵀ).</summary>
    public double Cost(int unit) => CostAt(places.IndexOf(unit));

    /// <summary>The unit whose removal costs least; of equal ones the first.</summary>
    public int Least()
    {
        var (least, lowest) = (-1, double.PositiveInfinity);
        for (var place = 0; place < places.Count; place++)
        {
            if (!waiting.Contains(place))
            {
                var cost = CostAt(place);
                if (least < 0 || cost < lowest || (cost == lowest && places[place] < least))
                {
                    (least, lowest) = (places[place], cost);
                }
            }
        }

        return least;
    }

    /// <summary>Removes a unit, and refits the weights.</summary>
    /// <returns>False if rounding does not allow it, because its inputs depend on the others'. Nothing has changed then.</returns>
    public bool Remove(int unit)
    {
        var place = places.IndexOf(unit);
        var (first, width) = (Start(place), problem.UnitWidth);
        var (rows, own) = (inverse.Rows(first, width), OwnWeights(place));
        if (Updated(rows, own, first) is not { } factor)
        {
            return false;
        }

        factor.Forward(rows);
        factor.Forward(own);
        removals.AddRange(rows.Chunk(inverse.Size).Zip(own.Chunk(problem.Outputs)));
        waiting.Add(place);
        if (width > 1 || removals.Count == Together)
        {
            Apply();
        }
        else
        {
            UpdateCosts(rows, own);
        }

        return true;
    }

    /// <summary>The input of the problem in the order of the inverse, which has the constant first.</summary>
    private static int Ordered(ReadingProblem problem, int input) =>
        !problem.HasConstant ? input : input == 0 ? problem.Inputs : input - 1;

    private int Start(int place) => Offset + (place * problem.UnitWidth);

    private double[] OwnWeights(int place) =>
        weights.AsSpan(Start(place) * problem.Outputs, problem.UnitWidth * problem.Outputs).ToArray();

    /// <summary>Applies what waits to P_g and W_gᵀ.</summary>
    /// <returns>The factor of P_gg; null if it is not positive definite.</returns>
    private LowerTriangle? Updated(double[] rows, double[] own, int first)
    {
        if (problem.UnitWidth > 1)
        {
            return inverse.Block(first, problem.UnitWidth);
        }

        foreach (var (row, weight) in removals)
        {
            TensorPrimitives.MultiplyAdd<double>(row, -row[first], rows, rows);
            TensorPrimitives.MultiplyAdd<double>(weight, -row[first], own, own);
        }

        return LowerTriangle.Of([rows[first]], 1);
    }

    /// <summary>Updates the costs of the inputs after one of them is removed: P −= rᵀr and W −= arᵀ.</summary>
    /// <param name="row">r.</param>
    /// <param name="own">a.</param>
    private void UpdateCosts(double[] row, double[] own)
    {
        var square = TensorPrimitives.SumOfSquares<double>(own);
        double[] others = [.. removals.SkipLast(1).Select(removal => TensorPrimitives.Dot<double>(removal.Own, own))];
        RowLoop.Run(inverse.Size, problem.Outputs, threads, (from, end) =>
        {
            for (var input = from; input < end; input++)
            {
                // W_i as it is stored lacks what waits.
                var product = TensorPrimitives.Dot<double>(weights.AsSpan(input * problem.Outputs, problem.Outputs), own);
                for (var i = 0; i < others.Length; i++)
                {
                    product -= removals[i].Row[input] * others[i];
                }

                diagonal[input] -= row[input] * row[input];
                squares[input] += row[input] * ((row[input] * square) - (2 * product));
            }
        });
    }

    /// <summary>Applies the removals that wait.</summary>
    private void Apply()
    {
        if (waiting.Count == 0)
        {
            return;
        }

        var (size, outputs) = (inverse.Size, problem.Outputs);
        double[] rows = [.. removals.SelectMany(removal => removal.Row)], own = [.. removals.SelectMany(removal => removal.Own)];
        inverse.Subtract(rows);
        RowLoop.Run(size, own.Length, threads, (from, end) =>
        {
            var factors = new double[removals.Count];
            for (var input = from; input < end; input++)
            {
                for (var i = 0; i < factors.Length; i++)
                {
                    factors[i] = rows[(i * size) + input];
                }

                RowCombination.Subtract(weights.AsSpan(input * outputs, outputs), own, outputs, factors);
            }
        });
        foreach (var place in waiting.OrderDescending())
        {
            Drop(place);
        }

        waiting.Clear();
        removals.Clear();
        Refresh();
    }

    private void Drop(int place)
    {
        var (first, width) = (Start(place), problem.UnitWidth);
        inverse.DropRows(first, width);
        weights.AsSpan(inverse.Size * problem.Outputs, width * problem.Outputs).CopyTo(weights.AsSpan(first * problem.Outputs));
        places[place] = places[^1];
        places.RemoveAt(places.Count - 1);
    }

    private void Refresh()
    {
        for (var input = 0; input < inverse.Size; input++)
        {
            diagonal[input] = inverse[input, input];
            squares[input] = TensorPrimitives.SumOfSquares<double>(weights.AsSpan(input * problem.Outputs, problem.Outputs));
        }
    }

    private double CostAt(int place)
    {
        var first = Start(place);
        if (problem.UnitWidth == 1)
        {
            return Math.Max(squares[first], 0) / diagonal[first];
        }

        if (inverse.Block(first, problem.UnitWidth) is not { } factor)
        {
            return double.PositiveInfinity;
        }

        var own = OwnWeights(place);
        factor.Forward(own);
        return TensorPrimitives.SumOfSquares<double>(own);
    }
}
