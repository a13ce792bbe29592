namespace MPruner.Core;

/// <summary>
/// By what the units of an inner dimension are ordered; those with the lowest values are removed first. The layer that reads them is
/// refitted in any case. All but the first are for comparison.
/// </summary>
public enum WidthCriterion
{
    /// <summary>
    /// The squared error of the reading layer's output that remains after it is refitted without the unit: the optimal brain surgeon
    /// (Hassibi and Stork 1993) for groups of inputs.
    /// </summary>
    Obs,

    /// <summary>The sum of the absolute weights with which the layer reads the unit (Li et al. 2016).</summary>
    L1,

    /// <summary>
    /// The absolute weight of the batch norm before the reading layer (Liu et al. 2017). Dimensions without one are ordered as by
    /// <see cref="L1"/>.
    /// </summary>
    BnScale,

    /// <summary>
    /// The sum over the reading layer's weights w of the unit of (w · ∂loss/∂w)², averaged over batches of calibration data (Molchanov et
    /// al. 2019). The loss needs no labels: that of the original's own most probable class, or the sum of the outputs, each with a sign by
    /// chance. Layers whose weights take no gradient are ordered as by <see cref="L1"/>.
    /// </summary>
    Taylor,

    /// <summary>By chance.</summary>
    Random,
}
