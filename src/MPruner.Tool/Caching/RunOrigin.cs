namespace MPruner.Tool.Caching;

/// <summary>Where a result comes from.</summary>
internal enum RunOrigin
{
    /// <summary>This run has computed it.</summary>
    Computed,

    /// <summary>The cache of this machine.</summary>
    ThisMachine,

    /// <summary>The cache that machines share.</summary>
    OtherMachine,
}
