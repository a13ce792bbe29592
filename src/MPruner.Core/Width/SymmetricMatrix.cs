using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MPruner.Core.Width;

/// <summary>A symmetric matrix whose elements on and below the diagonal are stored. It can shrink.</summary>
/// <param name="size">The number of rows.</param>
internal sealed class SymmetricMatrix(int size)
{
    /// <summary>The number of rows that are eliminated together while the matrix is inverted.</summary>
    private const int Together = 16;

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
    public void Subtract(ReadOnlySpan<double> rows)
    {
        var count = rows.Length / Size;
        Span<double> factors = stackalloc double[4];
        for (var row = 0; row < Size; row++)
        {
            var own = lower.AsSpan(row * stride, row + 1);
            var done = 0;
            for (; done + 4 <= count; done += 4)
            {
                for (var i = 0; i < 4; i++)
                {
                    factors[i] = rows[((done + i) * Size) + row];
                }

                SubtractFour(own, rows[(done * Size)..], factors);
            }

            for (; done < count; done++)
            {
                var other = rows.Slice(done * Size, row + 1);
                TensorPrimitives.MultiplyAdd(other, -other[row], own, own);
            }
        }
    }

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

    /// <summary>
    /// Subtracts a combination of four rows of Y. One pass for four rows needs a third of the memory accesses of four passes.
    /// </summary>
    private void SubtractFour(Span<double> row, ReadOnlySpan<double> rows, ReadOnlySpan<double> factors)
    {
        var a = rows[..row.Length];
        var b = rows.Slice(Size, row.Length);
        var c = rows.Slice(2 * Size, row.Length);
        var d = rows.Slice(3 * Size, row.Length);
        var (fa, fb, fc, fd) = (factors[0], factors[1], factors[2], factors[3]);
        var own = MemoryMarshal.Cast<double, Vector<double>>(row);
        var va = MemoryMarshal.Cast<double, Vector<double>>(a);
        var vb = MemoryMarshal.Cast<double, Vector<double>>(b);
        var vc = MemoryMarshal.Cast<double, Vector<double>>(c);
        var vd = MemoryMarshal.Cast<double, Vector<double>>(d);
        for (var i = 0; i < own.Length; i++)
        {
            own[i] -= (va[i] * fa) + (vb[i] * fb) + (vc[i] * fc) + (vd[i] * fd);
        }

        for (var i = own.Length * Vector<double>.Count; i < row.Length; i++)
        {
            row[i] -= (a[i] * fa) + (b[i] * fb) + (c[i] * fc) + (d[i] * fd);
        }
    }
}
