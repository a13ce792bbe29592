using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MPruner.Core.Width;

/// <summary>Subtracts combinations of rows from a row.</summary>
internal static class RowCombination
{
    /// <summary>The number of rows that are read together: one pass for four needs a third of the memory accesses of four passes.</summary>
    private const int Together = 4;

    /// <summary>Subtracts Σᵢ factorsᵢ rowᵢ.</summary>
    /// <param name="own">The row that changes.</param>
    /// <param name="rows">The other rows, of which the beginnings are used.</param>
    /// <param name="stride">The distance of two of them.</param>
    /// <param name="factors">A factor for each.</param>
    public static void Subtract(Span<double> own, ReadOnlySpan<double> rows, int stride, ReadOnlySpan<double> factors)
    {
        var done = 0;
        for (; done + Together <= factors.Length; done += Together)
        {
            SubtractFour(own, rows[(done * stride)..], stride, factors.Slice(done, Together));
        }

        for (; done < factors.Length; done++)
        {
            TensorPrimitives.MultiplyAdd(rows.Slice(done * stride, own.Length), -factors[done], own, own);
        }
    }

    private static void SubtractFour(Span<double> row, ReadOnlySpan<double> rows, int stride, ReadOnlySpan<double> factors)
    {
        var a = rows[..row.Length];
        var b = rows.Slice(stride, row.Length);
        var c = rows.Slice(2 * stride, row.Length);
        var d = rows.Slice(3 * stride, row.Length);
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
