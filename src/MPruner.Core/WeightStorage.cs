namespace MPruner.Core;

/// <summary>How a written model stores its weights. Loaded, they are 32-bit floating-point numbers in any case.</summary>
public enum WeightStorage
{
    /// <summary>As 32-bit floating-point numbers: nothing is rounded.</summary>
    Float32,

    /// <summary>As 16-bit floating-point numbers.</summary>
    Float16,

    /// <summary>
    /// Weights of two and more dimensions as 8-bit integers, with a scale for each row of the first dimension; all others as with
    /// <see cref="Float16"/>.
    /// </summary>
    Int8,
}
