using System.Numerics.Tensors;

namespace MPruner.Core.Width;

/// <summary>
/// The Cholesky factor L of a small symmetric positive definite matrix A = LLᵀ, for solving many right-hand sides at once.
/// </summary>
internal sealed class LowerTriangle
{
    private readonly double[] values;
    private readonly int size;

    private LowerTriangle(double[] values, int size) => (this.values, this.size) = (values, size);

    /// <summary>Factorises a matrix in place.</summary>
    /// <param name="matrix">[size, size]; only the elements on and below the diagonal are read.</param>
    /// <param name="size">The number of rows.</param>
    /// <returns>Null if the matrix is not positive definite or not finite.</returns>
    public static LowerTriangle? Of(double[] matrix, int size)
    {
        for (var row = 0; row < size; row++)
        {
            var own = matrix.AsSpan(row * size, size);
            for (var column = 0; column < row; column++)
            {
                var known = TensorPrimitives.Dot<double>(own[..column], matrix.AsSpan(column * size, column));
                own[column] = (own[column] - known) / matrix[(column * size) + column];
            }

            var pivot = own[row] - TensorPrimitives.SumOfSquares<double>(own[..row]);
            if (!(pivot > 0) || !double.IsFinite(pivot))
            {
                return null;
            }

            own[row] = Math.Sqrt(pivot);
        }

        return new(matrix, size);
    }

    /// <summary>Replaces B with L⁻¹B.</summary>
    /// <param name="rows">B, [size, width].</param>
    public void Forward(Span<double> rows)
    {
        var width = rows.Length / size;
        for (var row = 0; row < size; row++)
        {
            var own = rows.Slice(row * width, width);
            for (var other = 0; other < row; other++)
            {
                TensorPrimitives.MultiplyAdd(rows.Slice(other * width, width), -values[(row * size) + other], own, own);
            }

            TensorPrimitives.Divide(own, values[(row * size) + row], own);
        }
    }

    /// <summary>Replaces B with L⁻ᵀB.</summary>
    /// <param name="rows">B, [size, width].</param>
    public void Backward(Span<double> rows)
    {
        var width = rows.Length / size;
        for (var row = size - 1; row >= 0; row--)
        {
            var own = rows.Slice(row * width, width);
            for (var other = row + 1; other < size; other++)
            {
                TensorPrimitives.MultiplyAdd(rows.Slice(other * width, width), -values[(other * size) + row], own, own);
            }

            TensorPrimitives.Divide(own, values[(row * size) + row], own);
        }
    }
}
