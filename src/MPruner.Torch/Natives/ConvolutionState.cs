namespace MPruner.Torch.Natives;

/// <summary>How convolutions are computed on this machine.</summary>
public enum ConvolutionState
{
    /// <summary>By oneDNN, which passed the probe.</summary>
    OneDnn,

    /// <summary>As matrix products, because oneDNN leaves channels out on this machine.</summary>
    WithoutOneDnn,

    /// <summary>The probe failed with and without oneDNN; results may not be reproducible.</summary>
    Unreliable,
}
