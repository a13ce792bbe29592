namespace MPruner.Core;

/// <summary>How the weights of a model are stored in its file.</summary>
/// <param name="Form">The form.</param>
public sealed record StoredWeights(WeightStorage Form)
{
    /// <summary>The most steps of <see cref="WeightStorage.Int8"/>.</summary>
    public const int MostSteps = 127;

    /// <summary>
    /// For <see cref="WeightStorage.Int8"/>, the number of steps from zero to a row's greatest weight. Fewer steps give fewer different
    /// integers, which compress to fewer bytes.
    /// </summary>
    public int Steps { get; init; } = MostSteps;

    /// <summary>The most exact way to store weights in a form; null for 32-bit floating-point numbers.</summary>
    public static StoredWeights? In(WeightStorage form) => form == WeightStorage.Float32 ? null : new(form);
}
