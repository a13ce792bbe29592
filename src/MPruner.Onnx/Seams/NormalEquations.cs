using System.Numerics.Tensors;
using MPruner.Core.Similarity;
using MPruner.Onnx.Numerics;

namespace MPruner.Onnx.Seams;

/// <summary>The sums of one ridge regression, in 64 bits, separately for the fitted rows and the held-out ones.</summary>
/// <remarks>
/// With rows x of the input and e of the error, ΔW = (XᵀX + αsI)⁻¹XᵀE with s = tr(XᵀX)/width, so that with few data the weights change
/// little. Only XᵀX, XᵀE and the sum of E² are kept.
/// </remarks>
/// <param name="products">Computes the products.</param>
internal sealed class NormalEquations(Products products)
{
    /// <summary>The number of vectors that are solved for together.</summary>
    private const int Together = 16;

    private readonly Sums?[] parts = new Sums?[2];

    /// <summary>Adds rows.</summary>
    /// <param name="inputs">X, with a column of ones at its end if there is an intercept.</param>
    /// <param name="errors">E.</param>
    /// <param name="heldOut">Whether the rows are held out.</param>
    public void Add(Matrix<double> inputs, Matrix<double> errors, bool heldOut)
    {
        var (x, e) = (inputs.Transposed(), errors.Transposed());
        var own = new Sums(products.OfRows(x), products.OfRows(e, x), TensorPrimitives.SumOfSquares<double>(e.Values));
        ref var part = ref parts[heldOut ? 1 : 0];
        part = part is null ? own : part.Plus(own);
    }

    /// <summary>The squared error on the held-out rows for each α, followed by the error without a fit.</summary>
    public double[] Errors(double[] ridges)
    {
        // Too few batches to hold any out: nothing says that a fit is better than none.
        if (parts is not [{ } fitted, { } held])
        {
            return [.. ridges.Select(_ => double.PositiveInfinity), 0];
        }

        return [.. ridges.Select(ridge => Error(Solve(fitted, ridge), held)), held.Square];
    }

    /// <summary>ΔW for an α, fitted to all rows: [outputs, width].</summary>
    public Matrix<double> Solve(double ridge)
    {
        var all = All();
        return Solve(all, ridge) ?? new(all.Cross.Rows, all.Cross.Columns);
    }

    /// <summary>The mean and the variance of what weights compute from the inputs, where these have an intercept.</summary>
    /// <param name="weights">[outputs, width], without one for the intercept.</param>
    public (double[] Mean, double[] Variance) Moments(Matrix<double> weights)
    {
        var gram = All().Gram;
        var width = weights.Columns;
        var last = gram.Row(gram.Rows - 1);
        var count = last[width];
        var (mean, variance) = (new double[weights.Rows], new double[weights.Rows]);
        for (var output = 0; output < weights.Rows; output++)
        {
            var own = weights.Row(output);
            mean[output] = TensorPrimitives.Dot(own, last[..width]) / count;
            var square = 0.0;
            for (var i = 0; i < width; i++)
            {
                square += own[i] * TensorPrimitives.Dot(own, gram.Row(i)[..width]);
            }

            variance[output] = Math.Max((square / count) - (mean[output] * mean[output]), 0);
        }

        return (mean, variance);
    }

    private Sums All() => parts switch
    {
        [{ } fitted, { } held] => fitted.Plus(held),
        [{ } fitted, null] => fitted,
        [null, { } held] => held,
        _ => throw new InvalidOperationException("No rows were added."),
    };

    private double Error(Matrix<double>? weights, Sums held)
    {
        if (weights is null)
        {
            return double.PositiveInfinity;
        }

        var explained = products.OfRows(weights, held.Gram);
        var error = held.Square;
        for (var output = 0; output < weights.Rows; output++)
        {
            error -= (2 * TensorPrimitives.Dot<double>(weights.Row(output), held.Cross.Row(output)))
                - TensorPrimitives.Dot<double>(weights.Row(output), explained.Row(output));
        }

        return error;
    }

    private Matrix<double>? Solve(Sums sums, double ridge)
    {
        var width = sums.Gram.Rows;
        var matrix = sums.Gram.Values.ToArray();
        var scale = Enumerable.Range(0, width).Sum(i => matrix[i * (width + 1)]) / width;
        for (var i = 0; i < width; i++)
        {
            matrix[i * (width + 1)] += ridge * scale;
        }

        if (Cholesky.Of(matrix, width) is not { } factor)
        {
            return null;
        }

        var solution = new Matrix<double>([.. sums.Cross.Values], sums.Cross.Rows, width);
        products.For(Blocks(solution.Rows), block => factor.SolveEach(Rows(solution, block)));
        return solution;
    }

    private static int Blocks(int rows) => (rows + Together - 1) / Together;

    private static Span<double> Rows(Matrix<double> matrix, int block)
    {
        var first = block * Together;
        return matrix.Values.AsSpan(first * matrix.Columns, Math.Min(Together, matrix.Rows - first) * matrix.Columns);
    }

    /// <summary>The sums over some rows.</summary>
    /// <param name="Gram">XᵀX, [width, width].</param>
    /// <param name="Cross">EᵀX, [outputs, width].</param>
    /// <param name="Square">Σ E².</param>
    private sealed record Sums(Matrix<double> Gram, Matrix<double> Cross, double Square)
    {
        public Sums Plus(Sums other) => new(Added(Gram, other.Gram), Added(Cross, other.Cross), Square + other.Square);

        private static Matrix<double> Added(Matrix<double> a, Matrix<double> b)
        {
            var sum = new Matrix<double>(a.Rows, a.Columns);
            TensorPrimitives.Add(a.Values, b.Values, sum.Values);
            return sum;
        }
    }
}
