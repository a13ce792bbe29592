using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MPruner.Onnx.Numerics;

/// <summary>Products of matrices, by several threads. The number of threads does not change a bit of them.</summary>
/// <param name="threads">The number of threads.</param>
internal sealed class Products(int threads)
{
    private const int Together = 4;

    /// <summary>The number of rows that are multiplied by others while these are near.</summary>
    private const int RowsOfABlock = 16;

    private readonly ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads };

    /// <summary>ABᵀ: the inner products of all rows.</summary>
    public Matrix<T> OfRows<T>(Matrix<T> a, Matrix<T> b)
        where T : struct, INumber<T>
    {
        var products = new Matrix<T>(a.Rows, b.Rows);
        Parallel.For(0, Blocks(a), parallel, block => Fill(products, a, b, block));
        return products;
    }

    /// <summary>AAᵀ.</summary>
    public Matrix<T> OfRows<T>(Matrix<T> a)
        where T : struct, INumber<T>
    {
        var products = new Matrix<T>(a.Rows, a.Rows);
        Parallel.For(0, Blocks(a), parallel, block => Fill(products, a, new(a.Values, EndOf(a, block), a.Columns), block));
        for (var row = 0; row < a.Rows; row++)
        {
            for (var column = row + 1; column < a.Rows; column++)
            {
                products.Values[(row * a.Rows) + column] = products.Values[(column * a.Rows) + row];
            }
        }

        return products;
    }

    /// <summary>Runs an action for each index below a count.</summary>
    public void For(int count, Action<int> action) => Parallel.For(0, count, parallel, action);

    private static int Blocks<T>(Matrix<T> rows)
        where T : struct => (rows.Rows + RowsOfABlock - 1) / RowsOfABlock;

    private static int EndOf<T>(Matrix<T> rows, int block)
        where T : struct => Math.Min((block + 1) * RowsOfABlock, rows.Rows);

    private static void Fill<T>(Matrix<T> products, Matrix<T> rows, Matrix<T> others, int block)
        where T : struct, INumber<T>
    {
        var other = 0;
        for (; other + Together <= others.Rows; other += Together)
        {
            for (var row = block * RowsOfABlock; row < EndOf(rows, block); row++)
            {
                Four(products.Row(row)[other..], rows.Row(row), others, other);
            }
        }

        for (; other < others.Rows; other++)
        {
            for (var row = block * RowsOfABlock; row < EndOf(rows, block); row++)
            {
                products.Row(row)[other] = TensorPrimitives.Dot<T>(rows.Row(row), others.Row(other));
            }
        }
    }

    /// <summary>Four inner products at once: each part of the row is read once for all of them.</summary>
    private static void Four<T>(Span<T> products, ReadOnlySpan<T> row, Matrix<T> others, int first)
        where T : struct, INumber<T>
    {
        var size = Vector<T>.Count;
        var whole = row.Length / size;
        var x = MemoryMarshal.Cast<T, Vector<T>>(row);
        ReadOnlySpan<T> b0 = others.Row(first), b1 = others.Row(first + 1), b2 = others.Row(first + 2), b3 = others.Row(first + 3);
        var y0 = MemoryMarshal.Cast<T, Vector<T>>(b0)[..whole];
        var y1 = MemoryMarshal.Cast<T, Vector<T>>(b1)[..whole];
        var y2 = MemoryMarshal.Cast<T, Vector<T>>(b2)[..whole];
        var y3 = MemoryMarshal.Cast<T, Vector<T>>(b3)[..whole];
        Vector<T> s0 = default, s1 = default, s2 = default, s3 = default;
        for (var i = 0; i < whole; i++)
        {
            s0 += x[i] * y0[i];
            s1 += x[i] * y1[i];
            s2 += x[i] * y2[i];
            s3 += x[i] * y3[i];
        }

        var rest = row[(whole * size)..];
        products[0] = Vector.Sum(s0) + TensorPrimitives.Dot(rest, b0[(whole * size)..]);
        products[1] = Vector.Sum(s1) + TensorPrimitives.Dot(rest, b1[(whole * size)..]);
        products[2] = Vector.Sum(s2) + TensorPrimitives.Dot(rest, b2[(whole * size)..]);
        products[3] = Vector.Sum(s3) + TensorPrimitives.Dot(rest, b3[(whole * size)..]);
    }
}
