namespace MPruner.Core;

/// <summary>By what the units of an inner dimension are ordered. The layer that reads them is refitted in any case.</summary>
internal enum WidthCriterion
{
    /// <summary>
    /// The squared error of the reading layer's output that remains after it is refitted without the unit: the optimal brain surgeon
    /// (Hassibi and Stork 1993) for groups of inputs.
    /// </summary>
    Obs,

    /// <summary>The sum of the absolute weights with which the layer reads the unit.</summary>
    L1,

    /// <summary>By chance, for comparison.</summary>
    Random,
}
