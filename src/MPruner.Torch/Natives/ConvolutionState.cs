namespace MPruner.Torch.Natives;

/// <summary>How convolutions are computed on this machine.</summary>
public enum ConvolutionState
{
    /// <summary>By oneDNN, which passed the probe.</summary>
    OneDnn,

    /// <summary>
    /// By oneDNN, with channels last in memory: it leaves channels out otherwise. Modules that cannot be run so, and training, convolve as
    /// matrix products.
    /// </summary>
    ChannelsLast,

    /// <summary>As matrix products, because oneDNN leaves channels out on this machine.</summary>
    WithoutOneDnn,

    /// <summary>The probe failed with and without oneDNN; results may not be reproducible.</summary>
    Unreliable,
}
