using System.Numerics.Tensors;

namespace MPruner.Core.Width;

/// <summary>A symmetric matrix whose elements on and below the diagonal are stored. It can shrink.</summary>
/// <param name="size">The number of rows.</param>
/// <param name="threads">The number of threads; no value depends on it.</param>
internal sealed class SymmetricMatrix(int size, int threads)
{
    /// <summary>The number of rows that are eliminated together while the matrix is inverted.</summary>
    private const int Together = 32;

    private readonly int stride = size;
    private readonly double[] lower = new double[size * size];

    /// <summary>The number of rows.</summary>
    public int Size { get; private set; } = size;

    /// <summary>An element.</summary>
    public double this[int row, int column]
    {
        get => lower[Place(row, column)];
        set => lower[Place(row, column)] = value;
    }

    /// <summary>Consecutive rows, [count, size].</summary>
    public double[] Rows(int first, int count)
    {
        var rows = new double[count * Size];
        for (var row = 0; row < count; row++)
        {
            var own = rows.AsSpan(row * Size, Size);
            lower.AsSpan((first + row) * stride, first + row + 1).CopyTo(own);
            for (var column = first + row + 1; column < Size; column++)
            {
                own[column] = lower[(column * stride) + first + row];
            }
        }

        return rows;
    }

    /// <summary>The Cholesky factor of a diagonal block; null if the block is not positive definite.</summary>
    public LowerTriangle? Block(int first, int count)
    {
        var block = new double[count * count];
        for (var row = 0; row < count; row++)
        {
            lower.AsSpan(((first + row) * stride) + first, row + 1).CopyTo(block.AsSpan(row * count));
        }

        return LowerTriangle.Of(block, count);
    }

    /// <summary>Subtracts YᵀY.</summary>
    /// <param name="rows">Y, [count, size].</param>
    public void Subtract(double[] rows) =>
        RowLoop.Run(Size, rows.Length, threads, (from, end) => SubtractFrom(rows, from, end));

    /// <summary>Inverts the matrix in place, a few rows at a time (Goodnight 1979, the sweep operator).</summary>
    /// <remarks>
    /// Sweeping the rows g replaces A_gg by −A_gg⁻¹, A_gi by A_gg⁻¹A_gi and A_ij by A_ij − A_ig A_gg⁻¹A_gj. After all rows the matrix is
    /// −A⁻¹.
    /// </remarks>
    /// <returns>Whether the matrix is positive definite; otherwise its elements are undefined.</returns>
    public bool Invert()
    {
        for (var first = 0; first < Size; first += Together)
        {
            var count = Math.Min(Together, Size - first);
            if (Block(first, count) is not { } factor)
            {
                return false;
            }

            var rows = Rows(first, count);
            factor.Forward(rows);
            for (var row = 0; row < count; row++)
            {
                rows.AsSpan((row * Size) + first, count).Clear();
            }

            Subtract(rows);
            WriteSwept(factor, rows, first);
        }

        TensorPrimitives.Negate<double>(lower, lower);
        return true;
    }

    /// <summary>Moves the last rows and columns to the place of others, which are dropped.</summary>
    /// <param name="first">The first dropped row.</param>
    /// <param name="count">The number of dropped rows.</param>
    public void DropRows(int first, int count)
    {
        var last = Size - count;
        var moved = Rows(last, count);
        for (var row = 0; row < count && first < last; row++)
        {
            var own = moved.AsSpan(row * Size, Size);
            own.Slice(last, count).CopyTo(own.Slice(first, count));
            for (var column = 0; column < last; column++)
            {
                this[first + row, column] = own[column];
            }
        }

        Size = last;
    }

    private int Place(int row, int column) => row >= column ? (row * stride) + column : (column * stride) + row;

    /// <summary>Writes the swept rows, of which L⁻¹A_gi is known.</summary>
    private void WriteSwept(LowerTriangle factor, double[] rows, int first)
    {
        var count = rows.Length / Size;
        var own = new double[count * count];
        for (var row = 0; row < count; row++)
        {
            own[(row * count) + row] = 1;
        }

        factor.Forward(own);
        for (var row = 0; row < count; row++)
        {
            own.AsSpan(row * count, count).CopyTo(rows.AsSpan((row * Size) + first));
        }

        factor.Backward(rows);
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var inside = column >= first && column < first + count;
                this[first + row, column] = inside ? -rows[(row * Size) + column] : rows[(row * Size) + column];
            }
        }
    }

    private void SubtractFrom(double[] rows, int from, int end)
    {
        var factors = new double[rows.Length / Size];
        for (var row = from; row < end; row++)
        {
            for (var i = 0; i < factors.Length; i++)
            {
                factors[i] = rows[(i * Size) + row];
            }

            RowCombination.Subtract(lower.AsSpan(row * stride, row + 1), rows, Size, factors);
        }
    }
}
