using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MPruner.Core.Similarity;

/// <summary>Inner products of all pairs of rows, one tile of columns at a time.</summary>
/// <remarks>
/// The result is the same bit for bit on all machines: a tile is summed in eight lanes (element k in lane k mod 8) by fused multiply-add,
/// which IEEE 754 defines with a single rounding. The lanes are then added in a fixed tree, and tiles in order. Two rows are multiplied
/// with two rows at a time, so that each loaded value is used twice.
/// </remarks>
internal static class PairProducts
{
    /// <summary>
    /// The number of columns of a tile. 50 rows of a tile are 200 kB and fit into the cache of one core. It affects the summation order.
    /// </summary>
    public const int TileLength = 512;

    private const int Half = 4;
    private const int Lanes = 2 * Half;

    /// <summary>The number of rows of a tile for a number of blocks, rounded up to an even number. The extra row stays zero.</summary>
    public static int PaddedRows(int rows) => (rows + 1) & ~1;

    /// <summary>Adds a tile's inner products to the sums.</summary>
    /// <param name="tile"><paramref name="rows"/>×<see cref="TileLength"/>, row-major; unused columns are zero.</param>
    /// <param name="rows">The number of rows, even.</param>
    /// <param name="sums">rows×rows; only the elements on and above the diagonal are meaningful.</param>
    public static void Add(ReadOnlySpan<double> tile, int rows, Span<double> sums)
    {
        for (var i = 0; i < rows; i += 2)
        {
            for (var j = i; j < rows; j += 2)
            {
                AddTwoByTwo(tile, (i, j), rows, sums);
            }
        }
    }

    private static void AddTwoByTwo(ReadOnlySpan<double> tile, (int I, int J) first, int rows, Span<double> sums)
    {
        var (i, j) = first;
        ref var a = ref MemoryMarshal.GetReference(tile.Slice(i * TileLength, TileLength));
        ref var b = ref MemoryMarshal.GetReference(tile.Slice((i + 1) * TileLength, TileLength));
        ref var c = ref MemoryMarshal.GetReference(tile.Slice(j * TileLength, TileLength));
        ref var d = ref MemoryMarshal.GetReference(tile.Slice((j + 1) * TileLength, TileLength));
        Vector256<double> acLow = default, acHigh = default, adLow = default, adHigh = default;
        Vector256<double> bcLow = default, bcHigh = default, bdLow = default, bdHigh = default;
        for (nuint k = 0; k < TileLength; k += Lanes)
        {
            var aLow = Vector256.LoadUnsafe(ref a, k);
            var bLow = Vector256.LoadUnsafe(ref b, k);
            var cLow = Vector256.LoadUnsafe(ref c, k);
            var dLow = Vector256.LoadUnsafe(ref d, k);
            acLow = Vector256.FusedMultiplyAdd(aLow, cLow, acLow);
            adLow = Vector256.FusedMultiplyAdd(aLow, dLow, adLow);
            bcLow = Vector256.FusedMultiplyAdd(bLow, cLow, bcLow);
            bdLow = Vector256.FusedMultiplyAdd(bLow, dLow, bdLow);
            var aHigh = Vector256.LoadUnsafe(ref a, k + Half);
            var bHigh = Vector256.LoadUnsafe(ref b, k + Half);
            var cHigh = Vector256.LoadUnsafe(ref c, k + Half);
            var dHigh = Vector256.LoadUnsafe(ref d, k + Half);
            acHigh = Vector256.FusedMultiplyAdd(aHigh, cHigh, acHigh);
            adHigh = Vector256.FusedMultiplyAdd(aHigh, dHigh, adHigh);
            bcHigh = Vector256.FusedMultiplyAdd(bHigh, cHigh, bcHigh);
            bdHigh = Vector256.FusedMultiplyAdd(bHigh, dHigh, bdHigh);
        }

        sums[(i * rows) + j] += Total(acLow, acHigh);
        sums[(i * rows) + j + 1] += Total(adLow, adHigh);
        sums[((i + 1) * rows) + j] += Total(bcLow, bcHigh);
        sums[((i + 1) * rows) + j + 1] += Total(bdLow, bdHigh);
    }

    private static double Total(Vector256<double> low, Vector256<double> high)
    {
        var lanes = low + high;
        return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
    }
}
