using MPruner.Core.Similarity;

namespace MPruner.Benchmarks.Speed;

/// <summary>
/// Unbiased CKA of every pair of blocks as the formula is written: for each pair, both Gram matrices are computed from the activations, and
/// HSIC₁ from them. This is how published code does it.
/// </summary>
internal static class PairwiseCka
{
    /// <summary>The similarities, L×L.</summary>
    /// <param name="activations">L arrays, n×d, row-major.</param>
    /// <param name="n">The number of rows.</param>
    public static SimilarityMatrix Of(float[][] activations, int n)
    {
        var similarities = new SimilarityMatrix(activations.Length);
        for (var i = 0; i < activations.Length; i++)
        {
            for (var j = i; j < activations.Length; j++)
            {
                var (k, l) = (Gram(activations[i], n), Gram(activations[j], n));
                similarities[i, j] = Hsic(k, l, n) / Math.Sqrt(Hsic(k, k, n) * Hsic(l, l, n));
            }
        }

        return similarities;
    }

    /// <summary>XXᵀ with a zero diagonal.</summary>
    private static double[] Gram(float[] x, int n)
    {
        var d = x.Length / n;
        var gram = new double[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                gram[(i * n) + j] = gram[(j * n) + i] = System.Numerics.Tensors.TensorPrimitives.Dot<float>(
                    x.AsSpan(i * d, d), x.AsSpan(j * d, d));
            }
        }

        return gram;
    }

    /// <summary>HSIC₁ (Song et al. 2012) of matrices with a zero diagonal.</summary>
    private static double Hsic(double[] k, double[] l, int n)
    {
        var (trace, sumK, sumL, product) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            var (rowK, rowL) = (0.0, 0.0);
            for (var j = 0; j < n; j++)
            {
                trace += k[(i * n) + j] * l[(i * n) + j];
                rowK += k[(i * n) + j];
                rowL += l[(i * n) + j];
            }

            sumK += rowK;
            sumL += rowL;
            product += rowK * rowL;
        }

        var mean = sumK * sumL / ((double)(n - 1) * (n - 2));
        return (trace + mean - (2 * product / (n - 2))) / ((double)n * (n - 3));
    }
}
