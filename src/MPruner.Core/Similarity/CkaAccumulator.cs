using System.Numerics;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;

namespace MPruner.Core.Similarity;

/// <summary>Unbiased linear CKA of every pair of blocks, from one pass over Gram groups.</summary>
/// <remarks>
/// CKA = Σ HSIC₁(K, L) / √(Σ HSIC₁(K, K) · Σ HSIC₁(L, L)), sums over groups (Nguyen et al. 2021; estimator of Song et al. 2012). The
/// result depends on the groups alone: a group's terms are summed in an order that no machine changes, and the sums over groups are
/// exact, so that neither the order of the groups nor sharing them out among accumulators changes a bit. Memory does not grow with the
/// number of groups.
/// </remarks>
/// <param name="blocks">L, the number of blocks; at least 1.</param>
internal sealed class CkaAccumulator(int blocks)
{
    /// <summary>HSIC₁ needs n(n−3) &gt; 0.</summary>
    public const int FewestRows = 4;

    /// <summary>
    /// Centred entries of a root mean square up to 2⁻¹⁷ = 7.6e-6 of |xᵢ||xⱼ| are rounding. A float32 matrix product sums its edge rows
    /// in another order than the rest, so that even equal rows give unequal entries: 2e-6 at 300 to 25,000 features, 5.5e-6 at 200,000
    /// (measured, OpenBLAS). A block below is undefined until its feature means are subtracted before the product. Squared, because
    /// HSIC₁ is.
    /// </summary>
    private const double RoundingFloor = 1.0 / (1L << 34);

    private readonly ExactSum[] hsic = NewSums(blocks * (blocks + 1) / 2);
    private readonly ExactSum[] floors = NewSums(blocks);
    private readonly double[] tile = new double[PairProducts.PaddedRows(blocks) * PairProducts.TileLength];
    private readonly double[] sums = new double[PairProducts.PaddedRows(blocks) * PairProducts.PaddedRows(blocks)];

    /// <summary>L.</summary>
    public int Blocks { get; } = blocks;

    /// <summary>The number of groups that counted.</summary>
    public int Groups { get; private set; }

    /// <summary>Adds one group: the Gram matrix XXᵀ of every block's output over the same n rows.</summary>
    /// <param name="grams">L arrays, float32 or float64, [n, n], in the chain's order; n may differ from group to group. Only the
    /// elements on and above the diagonal are read. A group of fewer than four rows has no estimate and is left out.</param>
    /// <exception cref="ArgumentException">The number, a shape or a type is not as above.</exception>
    public void Add(IReadOnlyList<NumericArray> grams)
    {
        if (grams.Count != Blocks)
        {
            throw new ArgumentException($"A group holds one Gram matrix a block: expected {Blocks}, found {grams.Count}.", nameof(grams));
        }

        var first = grams[0];
        foreach (var gram in grams)
        {
            if (gram.Type != first.Type || gram.Shape is not [var height, var width] || height != width || height != first.Shape[0])
            {
                throw new ArgumentException(
                    $"The Gram matrices of a group are square and alike: the first is {first.Describe()}, another is {gram.Describe()}.", nameof(grams));
            }
        }

        var n = checked((int)first.Shape[0]);
        switch (first.Type)
        {
            case ElementType.Float32: Add<float>(grams, n); break;
            case ElementType.Float64: Add<double>(grams, n); break;
            default: throw new ArgumentException($"A Gram matrix is float32 or float64, not {first.Describe()}.", nameof(grams));
        }
    }

    /// <summary>Adds all groups that another accumulator has seen; that one is left as it is.</summary>
    public void Add(CkaAccumulator other)
    {
        if (other.Blocks != Blocks)
        {
            throw new ArgumentException($"Expected an accumulator of {Blocks} blocks, found {other.Blocks}.", nameof(other));
        }

        Groups += other.Groups;
        for (var p = 0; p < hsic.Length; p++)
        {
            hsic[p].Add(other.hsic[p]);
        }

        for (var i = 0; i < floors.Length; i++)
        {
            floors[i].Add(other.floors[i]);
        }
    }

    /// <summary>The similarities so far.</summary>
    /// <returns>
    /// L×L, symmetric; 1 on the diagonal. Undefined (null) for a block whose output does not vary, beyond what rounding explains, or is
    /// not finite, and everywhere while no group has counted.
    /// </returns>
    public SimilarityMatrix ToMatrix()
    {
        var matrix = new SimilarityMatrix(Blocks);
        for (var i = 0; i < Blocks; i++)
        {
            for (var j = i; j < Blocks; j++)
            {
                var scale = Math.Sqrt(Variance(i) * Variance(j));
                var cka = hsic[Pair(i, j)].ToDouble() / scale;
                matrix[i, j] = double.IsFinite(cka) ? cka : null;
            }
        }

        return matrix;
    }

    /// <summary>Σ HSIC₁(K, K); NaN where it is not above what rounding explains.</summary>
    private double Variance(int block)
    {
        var variance = hsic[Pair(block, block)].ToDouble();
        return variance > 0 && variance > floors[block].ToDouble() ? variance : double.NaN;
    }

    private void Add<T>(IReadOnlyList<NumericArray> grams, int n)
        where T : unmanaged, INumberBase<T>
    {
        if (n < FewestRows)
        {
            return;
        }

        var shifts = new double[Blocks][];
        for (var b = 0; b < Blocks; b++)
        {
            shifts[b] = GramCentring.Shifts(Elements<T>(grams[b]), n);
        }

        Array.Clear(sums);
        var rows = PairProducts.PaddedRows(Blocks);
        var remaining = GramCentring.TriangleLength(n);
        var position = (Row: 0, Column: 1);
        while (remaining > 0)
        {
            var length = Math.Min(remaining, PairProducts.TileLength);
            var next = position;
            for (var b = 0; b < Blocks; b++)
            {
                var row = tile.AsSpan(b * PairProducts.TileLength, PairProducts.TileLength);
                next = GramCentring.Fill(Elements<T>(grams[b]), shifts[b], position, row[..length]);
                row[length..].Clear();
            }

            PairProducts.Add(tile, rows, sums);
            position = next;
            remaining -= length;
        }

        // The triangle above the diagonal is half of the sum over i ≠ j.
        var factor = 2.0 / ((double)n * (n - 3));
        for (var i = 0; i < Blocks; i++)
        {
            floors[i].Add(RoundingFloor * factor * DiagonalPairs(Elements<T>(grams[i]), n));
            for (var j = i; j < Blocks; j++)
            {
                hsic[Pair(i, j)].Add(factor * sums[(i * rows) + j]);
            }
        }

        Groups++;
    }

    /// <summary>
    /// Σ over i &lt; j of KᵢᵢKⱼⱼ: the most that Σ Kᵢⱼ² can be (Cauchy–Schwarz), and what float32 rounding is relative to.
    /// </summary>
    private static double DiagonalPairs<T>(ReadOnlySpan<T> gram, int n)
        where T : unmanaged, INumberBase<T>
    {
        var before = 0.0;
        var pairs = 0.0;
        for (var i = 0; i < n; i++)
        {
            var value = double.CreateTruncating(gram[(i * n) + i]);
            pairs += before * value;
            before += value;
        }

        return pairs;
    }

    private static ReadOnlySpan<T> Elements<T>(NumericArray array)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(array.Data.Span);

    /// <summary>Where a pair i ≤ j lies among the pairs.</summary>
    private int Pair(int i, int j) => (i * Blocks) - (i * (i - 1) / 2) + j - i;

    private static ExactSum[] NewSums(int count)
    {
        var sums = new ExactSum[count];
        for (var i = 0; i < count; i++)
        {
            sums[i] = new ExactSum();
        }

        return sums;
    }
}
