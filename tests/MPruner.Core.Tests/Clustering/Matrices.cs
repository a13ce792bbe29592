using System.Collections.Immutable;
using MPruner.Core.Similarity;

namespace MPruner.Core.Tests.Clustering;

/// <summary>Creates similarity matrices, and formats clusters as text: <c>0 1 | 2 3</c>.</summary>
internal static class Matrices
{
    /// <summary>A matrix with the given similarities; all others are undefined.</summary>
    public static SimilarityMatrix Of(int size, params ReadOnlySpan<(int I, int J, double? Value)> values)
    {
        var matrix = new SimilarityMatrix(size);
        foreach (var (i, j, value) in values)
        {
            matrix[i, j] = value;
        }

        return matrix;
    }

    public static string Text(ImmutableArray<ImmutableArray<int>> clusters) =>
        string.Join(" | ", clusters.Select(cluster => string.Join(' ', cluster)));
}
