namespace MPruner.Shared.Requests;

/// <summary>The options of a model in a build request. An item's metadata have the same names, with a capital first letter.</summary>
internal static class RequestOption
{
    /// <summary>The similarity from which on two outputs count as similar.</summary>
    public const string Threshold = "threshold";

    /// <summary>The clustering rule.</summary>
    public const string Clustering = "clustering";

    /// <summary>How candidates are scored.</summary>
    public const string Metric = "metric";

    /// <summary>The largest accepted drop in quality.</summary>
    public const string MaxDrop = "maxDrop";

    /// <summary>The level of the drop's upper bound.</summary>
    public const string Confidence = "confidence";

    /// <summary>How it is decided which blocks are removed.</summary>
    public const string Strategy = "strategy";

    /// <summary>One granularity, or the first and the last.</summary>
    public const string Granularity = "granularity";

    /// <summary>The recovery steps.</summary>
    public const string Recovery = "recovery";

    /// <summary>The most epochs of each training.</summary>
    public const string Epochs = "epochs";

    /// <summary>Whether only the blocks beside a seam are trained.</summary>
    public const string Freeze = "freeze";

    /// <summary>Whether the remaining blocks are narrowed.</summary>
    public const string Width = "width";

    /// <summary>By what units are ordered.</summary>
    public const string WidthCriterion = "widthCriterion";

    /// <summary>How weights are stored.</summary>
    public const string Storage = "storage";

    /// <summary>The most parameters of the result.</summary>
    public const string MaxParameters = "maxParameters";

    /// <summary>The most bytes of the result.</summary>
    public const string MaxBytes = "maxBytes";

    /// <summary>The share of the parameters that must be removed.</summary>
    public const string MinReduction = "minReduction";

    /// <summary>Which submodules are blocks.</summary>
    public const string Blocks = "blocks";

    /// <summary>The padding mask's input.</summary>
    public const string Mask = "mask";

    /// <summary>The seed of rows and splits.</summary>
    public const string Seed = "seed";

    /// <summary>The number of threads.</summary>
    public const string Threads = "threads";

    /// <summary>The device.</summary>
    public const string Device = "device";
}
