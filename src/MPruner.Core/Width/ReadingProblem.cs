using System.Collections.Immutable;
using System.Numerics.Tensors;
using MPruner.Core.Similarity;

namespace MPruner.Core.Width;

/// <summary>
/// The least-squares problem of a linear layer that reads units: to write, from some of them, what it writes from all. With the input rows
/// x, the weights W and H = E[xxᵀ] + λI it is the minimum over V of tr((W − V)H(W − V)ᵀ), where V is 0 for the removed units.
/// </summary>
/// <param name="Units">The number of units.</param>
/// <param name="UnitWidth">The number of inputs of one unit.</param>
internal sealed record ReadingProblem(int Units, int UnitWidth)
{
    /// <summary>The number of moments' rows for which the weights are read once. It changes no result.</summary>
    private const int Together = 8;

    /// <summary>E[xxᵀ] with a constant input 1 at the end, [inputs + 1, inputs + 1].</summary>
    public required double[] Gram { get; init; }

    /// <summary>W, [outputs, size].</summary>
    public required double[] Weights { get; init; }

    /// <summary>Whether the layer can add a constant to its outputs: the weights of the constant input are last.</summary>
    public required bool HasConstant { get; init; }

    /// <summary>λ. The weights of the constant have none.</summary>
    public required double Ridge { get; init; }

    /// <summary>The number of inputs of all units.</summary>
    public int Inputs => Units * UnitWidth;

    /// <summary>The number of inputs, with the constant.</summary>
    public int Size => Inputs + (HasConstant ? 1 : 0);

    /// <summary>The number of outputs.</summary>
    public int Outputs => Weights.Length / Size;

    /// <summary>An element of H.</summary>
    public double Moment(int row, int column) => Gram[(row * (Inputs + 1)) + column] + (row == column && row < Inputs ? Ridge : 0);

    /// <summary>The inputs of some units, followed by the constant.</summary>
    public int[] InputsOf(IEnumerable<int> units) =>
    [
        .. units.SelectMany(unit => Enumerable.Range(unit * UnitWidth, UnitWidth)),
        .. HasConstant ? [Inputs] : Array.Empty<int>(),
    ];

    /// <summary>
    /// The solution for some units in closed form: V_A = W_A + W_R H_RA H_AA⁻¹, where A are the kept inputs and R the others.
    /// </summary>
    /// <param name="kept">The kept units, ascending.</param>
    /// <returns>V_A, [outputs, kept inputs with the constant]; null if H_AA is not positive definite.</returns>
    public double[]? Refit(ImmutableArray<int> kept)
    {
        var inputs = InputsOf(kept);
        var matrix = new double[inputs.Length * inputs.Length];
        for (var row = 0; row < inputs.Length; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                matrix[(row * inputs.Length) + column] = Moment(inputs[row], inputs[column]);
            }
        }

        if (Cholesky.Of(matrix, inputs.Length) is not { } factor)
        {
            return null;
        }

        var (changes, weights) = (Lost(inputs), Take(inputs));
        factor.SolveEach(changes);
        TensorPrimitives.Add<double>(weights, changes, weights);
        return weights;
    }

    /// <summary>The variance of what the layer writes, the sum over its outputs.</summary>
    public double OutputVariance()
    {
        ImmutableArray<int> all = [.. Enumerable.Range(0, Units)];
        return Moments(all, Take(InputsOf(all)[..Inputs])).Variance.Sum();
    }

    /// <summary>The mean and the variance of what weights compute from the inputs of some units, [outputs] each.</summary>
    /// <param name="units">The units.</param>
    /// <param name="weights">[outputs, inputs of the units], without the constant.</param>
    public (double[] Mean, double[] Variance) Moments(ImmutableArray<int> units, double[] weights)
    {
        var inputs = InputsOf(units)[..(units.Length * UnitWidth)];
        var (means, variances) = (new double[Outputs], new double[Outputs]);
        var mean = Row(Inputs, inputs, new double[inputs.Length]);
        for (var output = 0; output < Outputs; output++)
        {
            means[output] = TensorPrimitives.Dot<double>(weights.AsSpan(output * inputs.Length, inputs.Length), mean);
        }

        for (var first = 0; first < inputs.Length; first += Together)
        {
            var some = inputs.Skip(first).Take(Together).Select(input => Row(input, inputs, new double[inputs.Length])).ToList();
            for (var output = 0; output < Outputs; output++)
            {
                var own = weights.AsSpan(output * inputs.Length, inputs.Length);
                for (var i = 0; i < some.Count; i++)
                {
                    variances[output] += own[first + i] * (TensorPrimitives.Dot<double>(own, some[i]) - (mean[first + i] * means[output]));
                }
            }
        }

        return (means, [.. variances.Select(variance => Math.Max(variance, 0))]);
    }

    /// <summary>W_A, [outputs, inputs].</summary>
    public double[] Take(int[] inputs)
    {
        var taken = new double[Outputs * inputs.Length];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = Weights[(i / inputs.Length * Size) + inputs[i % inputs.Length]];
        }

        return taken;
    }

    /// <summary>W_R H_RA, [outputs, kept inputs].</summary>
    private double[] Lost(int[] kept)
    {
        var lost = new double[Outputs * kept.Length];
        var row = new double[kept.Length];
        foreach (var removed in Enumerable.Range(0, Inputs).Except(kept))
        {
            Row(removed, kept, row);
            for (var output = 0; output < Outputs; output++)
            {
                var own = lost.AsSpan(output * kept.Length, kept.Length);
                TensorPrimitives.MultiplyAdd<double>(row, Weights[(output * Size) + removed], own, own);
            }
        }

        return lost;
    }

    private double[] Row(int input, int[] columns, double[] row)
    {
        for (var column = 0; column < columns.Length; column++)
        {
            row[column] = Gram[(input * (Inputs + 1)) + columns[column]];
        }

        return row;
    }
}
