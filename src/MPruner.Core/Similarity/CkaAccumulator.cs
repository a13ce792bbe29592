using System.Collections.Immutable;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MPruner.Core.Ports;

namespace MPruner.Core.Similarity;

/// <summary>Unbiased linear CKA of every pair of blocks, from one pass over Gram groups.</summary>
/// <remarks>
/// CKA = Σ HSIC₁(K, L) / √(Σ HSIC₁(K, K) · Σ HSIC₁(L, L)), summed over groups (Nguyen et al. 2021; estimator of Song et al. 2012). The
/// result depends only on the groups: the terms of a group are summed in the same order on all machines, and the sums over groups are
/// exact. It is the same bit for bit for any order of the groups, and for any distribution of them among accumulators. Memory use does not
/// grow with the number of groups.
/// </remarks>
/// <param name="blocks">L, the number of blocks; at least 1.</param>
internal sealed class CkaAccumulator(int blocks)
{
    /// <summary>HSIC₁ needs n(n−3) &gt; 0.</summary>
    public const int FewestRows = 4;

    /// <summary>
    /// Centred entries with a root mean square of up to 2⁻¹⁷ = 7.6e-6 of |xᵢ||xⱼ| are rounding errors. A float32 matrix product sums its
    /// edge rows in a different order, so that even equal rows give unequal entries: the difference is 2e-6 at 300 to 25,000 features and
    /// 5.5e-6 at 200,000 (measured with OpenBLAS). The similarities of a block below this are undefined; subtracting its feature means
    /// before the product would define them. The value is squared, because HSIC₁ is quadratic in the entries.
    /// </summary>
    private const double RoundingFloor = 1.0 / (1L << 34);

    private readonly ExactSum[] hsic = NewSums(blocks * (blocks + 1) / 2);
    private readonly ExactSum[] floors = NewSums(blocks);
    private double[] tile = [];
    private double[] sums = [];

    /// <summary>L, the number of blocks.</summary>
    public int Blocks { get; } = blocks;

    /// <summary>The number of groups that were added, without those that had too few rows.</summary>
    public int Groups { get; private set; }

    /// <summary>Adds one group: the Gram matrices XXᵀ of all blocks' outputs over the same n rows.</summary>
    /// <param name="grams">
    /// L arrays, float32 or float64, [n, n], in the chain's order; n may differ from group to group. Or [2, n, n]: the matrices of two
    /// independent halves of a sample of features. Only the elements on and above the diagonal are read. A group with fewer than four rows
    /// has no estimate and is ignored.
    /// </param>
    /// <exception cref="ArgumentException">The number, the shapes or the types of the arrays are not as above.</exception>
    public void Add(IReadOnlyList<NumericArray> grams)
    {
        if (grams.Count != Blocks)
        {
            throw new ArgumentException($"A group has one Gram matrix per block: expected {Blocks}, found {grams.Count}.", nameof(grams));
        }

        var first = grams[0];
        foreach (var gram in grams)
        {
            if (gram.Type != first.Type || gram.Shape is not ([_, _] or [2, _, _]) || gram.Shape[^1] != gram.Shape[^2]
                || gram.Shape[^1] != first.Shape[^1])
            {
                throw new ArgumentException(
                    "The Gram matrices of a group are square and have the same type and size: "
                    + $"the first is {first.Describe()}, another is {gram.Describe()}.",
                    nameof(grams));
            }
        }

        var n = checked((int)first.Shape[^1]);
        switch (first.Type)
        {
            case ElementType.Float32: Add<float>(grams, n); break;
            case ElementType.Float64: Add<double>(grams, n); break;
            default: throw new ArgumentException($"A Gram matrix must be float32 or float64, not {first.Describe()}.", nameof(grams));
        }
    }

    /// <summary>Adds other groups.</summary>
    public void Add(HsicSums other)
    {
        if (other.Floors.Length != Blocks)
        {
            throw new ArgumentException($"Expected the sums of {Blocks} blocks, found {other.Floors.Length}.", nameof(other));
        }

        Groups += other.Groups;
        Add(hsic, other.Pairs);
        Add(floors, other.Floors);
    }

    /// <summary>The sums over the groups so far, from which another accumulator can go on.</summary>
    public HsicSums ToSums() => new(Groups, [.. hsic.Select(sum => sum.Terms)], [.. floors.Select(sum => sum.Terms)]);

    /// <summary>The similarities so far.</summary>
    /// <returns>
    /// L×L, symmetric, with 1 on the diagonal. Undefined (null) for a block whose output is not finite, or does not vary by more than
    /// rounding errors; all are undefined if there are no groups.
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

    /// <summary>Whether a block's similarities are undefined because its output does not vary by more than rounding errors.</summary>
    /// <param name="block">The block's index.</param>
    public bool IsConstant(int block) => Groups > 0 && double.IsNaN(Variance(block));

    /// <summary>Σ HSIC₁(K, K); NaN if it is not greater than rounding errors.</summary>
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

        // With halves A and B of each block, K·L is estimated by 2(A·B' + B·A'): products of a half with itself would contain its error
        // twice.
        var parts = grams.Any(gram => gram.Shape.Length == 3) ? 2 : 1;
        var rows = PairProducts.PaddedRows(Blocks * parts);
        Multiply<T>(grams, n, parts);

        // The triangle above the diagonal is half of the sum over i ≠ j.
        var factor = 2.0 / ((double)n * (n - 3));
        for (var i = 0; i < Blocks; i++)
        {
            floors[i].Add(RoundingFloor * factor * DiagonalPairs<T>(grams[i], n));
            for (var j = i; j < Blocks; j++)
            {
                var product = parts == 1
                    ? sums[(i * rows) + j]
                    : 2 * (sums[(2 * i * rows) + (2 * j) + 1] + sums[(((2 * i) + 1) * rows) + (2 * j)]);
                hsic[Pair(i, j)].Add(factor * product);
            }
        }

        Groups++;
    }

    /// <summary>Multiplies the centred matrices of all blocks, or the halves of all blocks, with each other.</summary>
    private void Multiply<T>(IReadOnlyList<NumericArray> grams, int n, int parts)
        where T : unmanaged, INumberBase<T>
    {
        var shifts = new double[Blocks * parts][];
        for (var row = 0; row < shifts.Length; row++)
        {
            shifts[row] = GramCentring.Shifts(Part<T>(grams[row / parts], row % parts), n);
        }

        var rows = PairProducts.PaddedRows(shifts.Length);
        Array.Resize(ref tile, rows * PairProducts.TileLength);
        Array.Resize(ref sums, rows * rows);
        Array.Clear(tile);
        Array.Clear(sums);
        var remaining = GramCentring.TriangleLength(n);
        var position = (Row: 0, Column: 1);
        while (remaining > 0)
        {
            var length = Math.Min(remaining, PairProducts.TileLength);
            var next = position;
            for (var row = 0; row < shifts.Length; row++)
            {
                var gram = grams[row / parts];
                var target = tile.AsSpan(row * PairProducts.TileLength, PairProducts.TileLength);
                next = GramCentring.Fill(Part<T>(gram, row % parts), shifts[row], position, target[..length]);
                if (parts == 2 && gram.Shape.Length == 2)
                {
                    TensorPrimitives.Multiply(target[..length], 0.5, target[..length]);
                }

                target[length..].Clear();
            }

            PairProducts.Add(tile, rows, sums);
            position = next;
            remaining -= length;
        }
    }

    /// <summary>
    /// Σ over i &lt; j of KᵢᵢKⱼⱼ: the upper limit of Σ Kᵢⱼ² (Cauchy–Schwarz), to which float32 rounding errors are proportional.
    /// </summary>
    private static double DiagonalPairs<T>(NumericArray gram, int n)
        where T : unmanaged, INumberBase<T>
    {
        var first = Part<T>(gram, 0);
        var second = Part<T>(gram, 1);
        var before = 0.0;
        var pairs = 0.0;
        for (var i = 0; i < n; i++)
        {
            var value = double.CreateTruncating(first[(i * n) + i]);
            if (gram.Shape.Length == 3)
            {
                value += double.CreateTruncating(second[(i * n) + i]);
            }

            pairs += before * value;
            before += value;
        }

        return pairs;
    }

    /// <summary>The matrix of one half; the whole matrix if there are no halves.</summary>
    private static ReadOnlySpan<T> Part<T>(NumericArray gram, int part)
        where T : unmanaged
    {
        var elements = MemoryMarshal.Cast<byte, T>(gram.Data.Span);
        return gram.Shape.Length == 2 ? elements : elements.Slice(part * (elements.Length / 2), elements.Length / 2);
    }

    /// <summary>The index of a pair i ≤ j among all pairs.</summary>
    private int Pair(int i, int j) => (i * Blocks) - (i * (i - 1) / 2) + j - i;

    private static void Add(ExactSum[] sums, ImmutableArray<ImmutableArray<double>> others)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            foreach (var term in others[i])
            {
                sums[i].Add(term);
            }
        }
    }

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
