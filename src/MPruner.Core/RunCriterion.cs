namespace MPruner.Core;

/// <summary>By what runs of blocks can be compared: how little a run changes the stream, or how well the rest can make up for it.</summary>
public enum RunCriterion
{
    /// <summary>The unbiased CKA of input and output (Hu et al. 2024); the highest is the most redundant.</summary>
    Cka,

    /// <summary>The mean cosine of input and output rows: 1 − block influence (ShortGPT, Men et al. 2024); the highest.</summary>
    Cosine,

    /// <summary>
    /// The mean angle of input and output rows in units of π (Gromov et al. 2024, who use only the last token of a text); the lowest.
    /// </summary>
    Angular,

    /// <summary>‖out − in‖² / ‖out‖²; the lowest.</summary>
    RelativeError,

    /// <summary>The held-out R² of the best affine map from input to output (ReplaceMe, Shopkhoev et al. 2025); the highest.</summary>
    AffineR2,
}
