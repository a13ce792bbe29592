using System.Numerics.Tensors;

namespace MPruner.Core.Similarity;

/// <summary>The Cholesky factorisation A = LLᵀ of a symmetric positive definite matrix, for solving Ax = b.</summary>
internal sealed class Cholesky
{
    /// <summary>The number of rows for which an earlier row is read once. It changes no result.</summary>
    private const int Together = 8;

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
        for (var first = 0; first < size; first += Together)
        {
            var end = Math.Min(first + Together, size);
            for (var column = 0; column < first; column++)
            {
                for (var row = first; row < end; row++)
                {
                    Fill(lower.AsSpan(row * size, size), lower.AsSpan(column * size, size), matrix[(row * size) + column], column);
                }
            }

            for (var row = first; row < end; row++)
            {
                for (var column = first; column < row; column++)
                {
                    Fill(lower.AsSpan(row * size, size), lower.AsSpan(column * size, size), matrix[(row * size) + column], column);
                }

                var pivot = matrix[(row * size) + row] - TensorPrimitives.SumOfSquares<double>(lower.AsSpan(row * size, row));
                if (!(pivot > 0) || !double.IsFinite(pivot))
                {
                    return null;
                }

                lower[(row * size) + row] = Math.Sqrt(pivot);
            }
        }

        return new Cholesky(lower, size);
    }

    /// <summary>Replaces b with the solution x of Ax = b.</summary>
    /// <param name="vector">n values.</param>
    public void Solve(Span<double> vector) => SolveEach(vector);

    /// <summary>Replaces several vectors b with the solutions x of Ax = b. Each row of the factor is read once for all of them.</summary>
    /// <param name="vectors">n values of each.</param>
    public void SolveEach(Span<double> vectors)
    {
        for (var row = 0; row < size; row++)
        {
            var own = lower.AsSpan(row * size, row);
            for (var start = 0; start < vectors.Length; start += size)
            {
                var known = TensorPrimitives.Dot<double>(own, vectors.Slice(start, row));
                vectors[start + row] = (vectors[start + row] - known) / lower[(row * size) + row];
            }
        }

        for (var row = size - 1; row >= 0; row--)
        {
            var own = upper.AsSpan((row * size) + row + 1, size - row - 1);
            for (var start = 0; start < vectors.Length; start += size)
            {
                var known = TensorPrimitives.Dot<double>(own, vectors.Slice(start + row + 1, size - row - 1));
                vectors[start + row] = (vectors[start + row] - known) / lower[(row * size) + row];
            }
        }
    }

    /// <summary>Computes an element below the diagonal.</summary>
    /// <param name="own">Its row, of which the elements before it are known.</param>
    /// <param name="other">The row with the index of its column, which is known.</param>
    /// <param name="element">The element of the matrix.</param>
    /// <param name="column">Its column.</param>
    private static void Fill(Span<double> own, ReadOnlySpan<double> other, double element, int column) =>
        own[column] = (element - TensorPrimitives.Dot(own[..column], other[..column])) / other[column];
}
