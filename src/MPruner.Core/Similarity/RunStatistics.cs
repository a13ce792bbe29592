namespace MPruner.Core.Similarity;

/// <summary>What a run of blocks reads compared with what it writes.</summary>
/// <param name="Cosine">
/// Mean over rows of the cosine between the two, −1 to 1; 1 − it is ShortGPT's block influence. Null = undefined.
/// </param>
/// <param name="DeletionError">‖out − in‖² / ‖out‖²: the relative error if the run is just deleted. At least 0; null = undefined.</param>
/// <param name="AffineR2">The held-out R² of the best affine map from what it reads to what it writes; at most 1, null = undefined.</param>
internal sealed record RunNumbers(double? Cosine, double? DeletionError, double? AffineR2)
{
    /// <summary>Nothing is known.</summary>
    public static readonly RunNumbers Undefined = new(null, null, null);
}

/// <summary>The numbers of every run of consecutive blocks of a chain.</summary>
/// <remarks>Men et al. 2024 (cosine); a row is a token, a position of a map over its channels, or an example.</remarks>
/// <param name="size">The number of blocks.</param>
internal sealed class RunStatistics(int size)
{
    private readonly RunNumbers?[] numbers = new RunNumbers?[size * size];

    /// <summary>The number of blocks.</summary>
    public int Size { get; } = size;

    /// <summary>The numbers of a run; undefined where it does not keep the stream's shape.</summary>
    /// <param name="first">The first block: the run reads what this one reads.</param>
    /// <param name="last">The last block: the run writes what this one writes.</param>
    public RunNumbers this[int first, int last]
    {
        get => numbers[(first * Size) + last] ?? RunNumbers.Undefined;
        set => numbers[(first * Size) + last] = value;
    }
}
