using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace MPruner.Core.Width;

/// <summary>
/// Removes units from a <see cref="ReadingProblem"/> one after the other. After each, the weights are those of the closed-form refit.
/// </summary>
/// <remarks>
/// The optimal brain surgeon (Hassibi and Stork 1993) for groups of inputs. With P = H⁻¹ over the remaining inputs, removing the inputs g
/// costs tr(W_g P_gg⁻¹ W_gᵀ); then W −= W_g P_gg⁻¹ P_g and P −= P_gᵀ P_gg⁻¹ P_g, and the rows and columns g of P are dropped. Removing all
/// units takes O(size³) steps.
/// </remarks>
internal sealed class UnitElimination
{
    private readonly ReadingProblem problem;
    private readonly SymmetricMatrix inverse;

    /// <summary>Wᵀ, [size, outputs], in the order of the inverse: the constant first, then the inputs of each place.</summary>
    private readonly double[] weights;

    /// <summary>The unit at each place. The last one moves to the place of a removed one.</summary>
    private readonly List<int> places;

    private UnitElimination(ReadingProblem problem, SymmetricMatrix inverse)
    {
        (this.problem, this.inverse) = (problem, inverse);
        places = [.. Enumerable.Range(0, problem.Units)];
        weights = new double[problem.Weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var (input, output) = (i / problem.Outputs, i % problem.Outputs);
            weights[i] = problem.Weights[(output * problem.Size) + Ordered(problem, input)];
        }
    }

    /// <summary>The number of remaining units.</summary>
    public int Count => places.Count;

    /// <summary>The remaining units, ascending.</summary>
    public ImmutableArray<int> Remaining => [.. places.Order()];

    /// <summary>
    /// The weights of the remaining inputs and of the constant: [outputs, inputs], the units ascending, the constant last.
    /// </summary>
    public double[] Weights
    {
        get
        {
            var rows = places.OrderBy(unit => unit)
                .SelectMany(unit => Enumerable.Range(Start(places.IndexOf(unit)), problem.UnitWidth))
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
    /// <returns>Null if H is not positive definite.</returns>
    public static UnitElimination? Of(ReadingProblem problem)
    {
        var matrix = new SymmetricMatrix(problem.Size);
        for (var row = 0; row < problem.Size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                matrix[row, column] = problem.Moment(Ordered(problem, row), Ordered(problem, column));
            }
        }

        return matrix.Invert() ? new(problem, matrix) : null;
    }

    /// <summary>What removing a unit next would cost: the increase of tr((W − V)H(W − V)ᵀ).</summary>
    public double Cost(int unit) => CostAt(places.IndexOf(unit));

    /// <summary>The unit whose removal costs least; of equal ones the first.</summary>
    public int Least() => places.Select((unit, place) => (Unit: unit, Cost: CostAt(place))).MinBy(u => (u.Cost, u.Unit)).Unit;

    /// <summary>Removes a unit, and refits the weights.</summary>
    /// <returns>False if rounding does not allow it, because its inputs depend on the others'. Nothing has changed then.</returns>
    public bool Remove(int unit)
    {
        var (place, width, outputs) = (places.IndexOf(unit), problem.UnitWidth, problem.Outputs);
        var first = Start(place);
        if (inverse.Block(first, width) is not { } factor)
        {
            return false;
        }

        var (rows, own) = (inverse.Rows(first, width), OwnWeights(place));
        factor.Forward(rows);
        factor.Forward(own);
        inverse.Subtract(rows);
        for (var input = 0; input < inverse.Size; input++)
        {
            var values = weights.AsSpan(input * outputs, outputs);
            for (var i = 0; i < width; i++)
            {
                TensorPrimitives.MultiplyAdd(own.AsSpan(i * outputs, outputs), -rows[(i * inverse.Size) + input], values, values);
            }
        }

        inverse.DropRows(first, width);
        weights.AsSpan(inverse.Size * outputs, width * outputs).CopyTo(weights.AsSpan(first * outputs));
        places[place] = places[^1];
        places.RemoveAt(places.Count - 1);
        return true;
    }

    /// <summary>The input of the problem in the order of the inverse, which has the constant first.</summary>
    private static int Ordered(ReadingProblem problem, int input) =>
        !problem.HasConstant ? input : input == 0 ? problem.Inputs : input - 1;

    private int Start(int place) => Offset + (place * problem.UnitWidth);

    private double[] OwnWeights(int place) =>
        weights.AsSpan(Start(place) * problem.Outputs, problem.UnitWidth * problem.Outputs).ToArray();

    private double CostAt(int place)
    {
        if (problem.UnitWidth == 1)
        {
            var values = weights.AsSpan(Start(place) * problem.Outputs, problem.Outputs);
            return TensorPrimitives.SumOfSquares<double>(values) / inverse[Start(place), Start(place)];
        }

        if (inverse.Block(Start(place), problem.UnitWidth) is not { } factor)
        {
            return double.PositiveInfinity;
        }

        var own = OwnWeights(place);
        factor.Forward(own);
        return TensorPrimitives.SumOfSquares<double>(own);
    }
}
