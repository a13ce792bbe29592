using Microsoft.Build.Framework;
using MPruner.Shared.Options;
using MPruner.Shared.Requests;

namespace MPruner.Build.Requests;

/// <summary>The metadata of a <c>PruneModel</c> item that are options of the run, in the order in which a request has them.</summary>
internal static class ItemOptions
{
    /// <summary>Every option; the defaults are the tool's.</summary>
    public static IReadOnlyList<ItemOption> All { get; } =
    [
        ItemOption.Number(RequestOption.Threshold, 0, 1),
        ItemOption.OneOf(RequestOption.Clustering, "anchor", "complete"),
        ItemOption.OneOf(RequestOption.Metric, "auto", "accuracy", "agreement", "cosine", "relative-error", "kl"),
        ItemOption.Number(RequestOption.MaxDrop, 0, double.PositiveInfinity),
        ItemOption.Number(RequestOption.Confidence, 0.5, 1, highExcluded: true),
        ItemOption.OneOf(RequestOption.Strategy, "verified", "paper"),
        ItemOption.Matching(RequestOption.Granularity, GranularityText.Expected, text => GranularityText.Find(text) is not null),
        ItemOption.Matching(RequestOption.Recovery, RecoveryWords.Expected, text => RecoveryWords.Find(text) is not null),
        ItemOption.WholeNumber(RequestOption.Epochs, 1),
        ItemOption.OneOf(RequestOption.Freeze, "true", "false"),
        ItemOption.OneOf(RequestOption.Width, "true", "false"),
        ItemOption.OneOf(RequestOption.WidthCriterion, "obs", "l1", "bn-scale", "taylor", "random"),
        ItemOption.OneOf(RequestOption.Storage, "float32", "float16", "int8"),
        ItemOption.WholeNumber(RequestOption.MaxParameters, 0, long.MaxValue),
        ItemOption.WholeNumber(RequestOption.MaxBytes, 0, long.MaxValue),
        ItemOption.Number(RequestOption.MinReduction, 0, 1),
        ItemOption.AnyText(RequestOption.Blocks),
        ItemOption.AnyText(RequestOption.Mask),
        ItemOption.WholeNumber(RequestOption.Seed, 0),
        ItemOption.WholeNumber(RequestOption.Threads, ThreadCount.Min, ThreadCount.Max),
        ItemOption.OneOf(RequestOption.Device, "cpu", "cuda"),
    ];

    /// <summary>What to do when pruning fails.</summary>
    public static ItemOption OnFailure { get; } = ItemOption.OneOf("onFailure", "Error", "Warn");

    /// <summary>As what kind of item the model is shipped.</summary>
    public static ItemOption ShipAs { get; } =
        ItemOption.OneOf("shipAs", ShippedAs.EmbeddedResource, ShippedAs.Content, ShippedAs.None);

    /// <summary>Whether C# code that opens the model is generated.</summary>
    public static ItemOption GenerateAccessor { get; } = ItemOption.OneOf("generateAccessor", "true", "false");

    /// <summary>Metadata that this package reads besides the options, and those that editors and the SDK set on any item.</summary>
    private static readonly string[] Others =
    [
        "Calibration", "Evaluation", "Analysis", "LogicalName", "OnFailure", "ShipAs", "GenerateAccessor",
        "Link", "Visible", "SubType", "InProject", "DependentUpon", "Pack", "PackagePath", "CopyToOutputDirectory",
    ];

    /// <summary>Metadata that this version does not know: misspelt, or an option of a later version.</summary>
    public static IEnumerable<string> Unknown(ITaskItem item) =>
        item.CloneCustomMetadata().Keys.Cast<string>()
            .Where(name => !All.Any(option => Same(option.Name, name)) && !Others.Any(other => Same(other, name)))
            .OrderBy(name => name, StringComparer.OrdinalIgnoreCase);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
