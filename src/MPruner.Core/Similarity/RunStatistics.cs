namespace MPruner.Core.Similarity;

/// <summary>The comparison of the input and the output of a run of blocks.</summary>
/// <param name="Cosine">
/// The mean cosine of input and output rows, −1 to 1; 1 − it is ShortGPT's block influence. Null if undefined.
/// </param>
/// <param name="Angle">
/// The mean angle of input and output rows, 0–1 in units of π: the angular distance of Gromov et al. 2024. Null if undefined.
/// </param>
/// <param name="DeletionError">
/// ‖out − in‖² / ‖out‖², at least 0: the relative error if the run is deleted without repair; null if undefined.
/// </param>
/// <param name="AffineR2">The held-out R² of the best affine map from input to output, at most 1; null if undefined.</param>
internal sealed record RunNumbers(double? Cosine, double? Angle, double? DeletionError, double? AffineR2)
{
    /// <summary>All numbers are undefined.</summary>
    public static readonly RunNumbers Undefined = new(null, null, null, null);
}

/// <summary>The numbers of every run of consecutive blocks of a chain.</summary>
/// <remarks>
/// Men et al. 2024 (cosine), Gromov et al. 2024 (angle). A row is a token, a position of a feature map over its channels, or an example.
/// </remarks>
/// <param name="size">The number of blocks.</param>
internal sealed class RunStatistics(int size)
{
    private readonly RunNumbers?[] numbers = new RunNumbers?[size * size];

    /// <summary>The number of blocks.</summary>
    public int Size { get; } = size;

    /// <summary>The numbers of a run; undefined if the run does not keep the shape of the stream.</summary>
    /// <param name="first">The index of the run's first block.</param>
    /// <param name="last">The index of the run's last block.</param>
    public RunNumbers this[int first, int last]
    {
        get => numbers[(first * Size) + last] ?? RunNumbers.Undefined;
        set => numbers[(first * Size) + last] = value;
    }
}
