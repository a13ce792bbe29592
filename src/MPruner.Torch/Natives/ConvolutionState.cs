namespace MPruner.Torch.Natives;

/// <summary>How convolutions are computed on this machine.</summary>
public enum ConvolutionState
{
    /// <summary>By oneDNN, which passed the probe.</summary>
    OneDnn,

    /// <summary>As matrix products: here oneDNN reads memory that nobody has written.</summary>
    WithoutOneDnn,

    /// <summary>The probe failed either way; results may not be repeatable.</summary>
    Unreliable,
}
