using System.Numerics;

namespace MPruner.Core.Similarity;

/// <summary>U-centring of a Gram matrix, which turns HSIC₁ into an inner product.</summary>
/// <remarks>
/// With K̃ the Gram matrix with a zero diagonal, r = K̃1/(n−2) and t = 1ᵀK̃1/((n−1)(n−2)), the U-centred matrix has a zero diagonal and
/// K̃ᵢⱼ − rᵢ − rⱼ + t elsewhere, so that HSIC₁(K, L) = Σ K̂ᵢⱼL̂ᵢⱼ / (n(n−3)) (Székely and Rizzo 2014; Song et al. 2012).
/// t is split evenly, sᵢ = rᵢ − t/2, so that K̂ᵢⱼ = Kᵢⱼ − sᵢ − sⱼ.
/// Only the elements above the diagonal are read: a float32 product XXᵀ need not be symmetric to the last bit.
/// </remarks>
internal static class GramCentring
{
    /// <summary>The number of elements above the diagonal of an n×n matrix.</summary>
    public static int TriangleLength(int n) => n * (n - 1) / 2;

    /// <summary>The shifts sᵢ of all rows.</summary>
    /// <param name="gram">The Gram matrix, n×n, row-major, not centred.</param>
    /// <param name="n">The number of rows, at least 3.</param>
    /// <returns>n values in the unit of the Gram matrix.</returns>
    public static double[] Shifts<T>(ReadOnlySpan<T> gram, int n)
        where T : unmanaged, INumberBase<T>
    {
        var sums = new double[n];
        for (var i = 0; i < n; i++)
        {
            var tail = 0.0;
            for (var j = i + 1; j < n; j++)
            {
                var value = double.CreateTruncating(gram[(i * n) + j]);
                tail += value;
                sums[j] += value;
            }

            sums[i] += tail;
        }

        var total = 0.0;
        foreach (var sum in sums)
        {
            total += sum;
        }

        var half = total / (2.0 * (n - 1) * (n - 2));
        for (var i = 0; i < n; i++)
        {
            sums[i] = (sums[i] / (n - 2)) - half;
        }

        return sums;
    }

    /// <summary>Writes consecutive centred elements of the triangle above the diagonal, row by row.</summary>
    /// <param name="gram">The Gram matrix, n×n, row-major, not centred.</param>
    /// <param name="shifts">The result of <see cref="Shifts{T}"/> for this matrix.</param>
    /// <param name="from">The row and the column of the first element; the row is less than the column.</param>
    /// <param name="target">Is filled completely; must not be longer than the rest of the triangle.</param>
    /// <returns>The row and the column of the element after the last one written.</returns>
    public static (int Row, int Column) Fill<T>(
        ReadOnlySpan<T> gram, ReadOnlySpan<double> shifts, (int Row, int Column) from, Span<double> target)
        where T : unmanaged, INumberBase<T>
    {
        var n = shifts.Length;
        var (row, column) = from;
        while (!target.IsEmpty)
        {
            var count = Math.Min(n - column, target.Length);
            var values = gram.Slice((row * n) + column, count);
            var others = shifts.Slice(column, count);
            var own = shifts[row];
            for (var j = 0; j < values.Length; j++)
            {
                target[j] = double.CreateTruncating(values[j]) - own - others[j];
            }

            target = target[count..];
            column += count;
            if (column == n)
            {
                row++;
                column = row + 1;
            }
        }

        return (row, column);
    }
}
