using System.Numerics.Tensors;

namespace MPruner.Core.Similarity;

/// <summary>The Cholesky factorisation A = LLᵀ of a symmetric positive definite matrix, for solving Ax = b.</summary>
internal sealed class Cholesky
{
    private readonly int size;
    private readonly double[] lower;
    private readonly double[] upper;

    private Cholesky(double[] lower, int size)
    {
        this.size = size;
        this.lower = lower;
        upper = new double[lower.Length];
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                upper[(column * size) + row] = lower[(row * size) + column];
            }
        }
    }

    /// <summary>Factorises a matrix.</summary>
    /// <param name="matrix">n×n, row-major; only the elements on and below the diagonal are read.</param>
    /// <param name="size">n.</param>
    /// <returns>Null if the matrix is not positive definite or not finite.</returns>
    public static Cholesky? Of(ReadOnlySpan<double> matrix, int size)
    {
        var lower = new double[size * size];
        for (var row = 0; row < size; row++)
        {
            var own = lower.AsSpan(row * size, size);
            for (var column = 0; column < row; column++)
            {
                var known = TensorPrimitives.Dot<double>(own[..column], lower.AsSpan(column * size, column));
                own[column] = (matrix[(row * size) + column] - known) / lower[(column * size) + column];
            }

            var pivot = matrix[(row * size) + row] - TensorPrimitives.SumOfSquares<double>(own[..row]);
            if (!(pivot > 0) || !double.IsFinite(pivot))
            {
                return null;
            }

            own[row] = Math.Sqrt(pivot);
        }

        return new Cholesky(lower, size);
    }

    /// <summary>Replaces b with the solution x of Ax = b.</summary>
    /// <param name="vector">n values.</param>
    public void Solve(Span<double> vector)
    {
        for (var row = 0; row < size; row++)
        {
            var known = TensorPrimitives.Dot<double>(lower.AsSpan(row * size, row), vector[..row]);
            vector[row] = (vector[row] - known) / lower[(row * size) + row];
        }

        for (var row = size - 1; row >= 0; row--)
        {
            var known = TensorPrimitives.Dot<double>(upper.AsSpan((row * size) + row + 1, size - row - 1), vector[(row + 1)..]);
            vector[row] = (vector[row] - known) / lower[(row * size) + row];
        }
    }
}
