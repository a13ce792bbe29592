namespace MPruner.Core.Similarity;

/// <summary>A symmetric matrix of the similarities of blocks' outputs.</summary>
/// <param name="size">The number of blocks.</param>
public sealed class SimilarityMatrix(int size)
{
    private readonly double?[] values = new double?[size * size];

    /// <summary>The number of blocks.</summary>
    public int Size { get; } = size;

    /// <summary>
    /// The similarity of two blocks' outputs, about 0 to 1 (the unbiased estimate may lie slightly outside); null if undefined.
    /// Setting one also sets the symmetric one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is NaN or infinite.</exception>
    public double? this[int i, int j]
    {
        get => values[(i * Size) + j];
        set
        {
            if (value is { } number && !double.IsFinite(number))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value), number, "Expected a finite number, or null for an undefined similarity.");
            }

            values[(i * Size) + j] = value;
            values[(j * Size) + i] = value;
        }
    }
}
