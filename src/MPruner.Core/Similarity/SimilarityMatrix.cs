namespace MPruner.Core.Similarity;

/// <summary>A symmetric matrix of similarities of blocks' outputs.</summary>
/// <param name="size">The number of blocks.</param>
public sealed class SimilarityMatrix(int size)
{
    private readonly double?[] values = new double?[size * size];

    /// <summary>The number of blocks.</summary>
    public int Size { get; } = size;

    /// <summary>The similarity of two blocks; about 0 to 1 (the unbiased estimate can leave it), null = undefined.</summary>
    public double? this[int i, int j]
    {
        get => values[(i * Size) + j];
        set
        {
            if (value is { } number && !double.IsFinite(number))
            {
                throw new ArgumentOutOfRangeException(nameof(value), number, "An undefined similarity is null, never NaN or infinite.");
            }

            values[(i * Size) + j] = value;
            values[(j * Size) + i] = value;
        }
    }
}
