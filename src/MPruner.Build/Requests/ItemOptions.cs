using Microsoft.Build.Framework;

namespace MPruner.Build.Requests;

/// <summary>The metadata of a <c>PruneModel</c> item that are options of the run, in the order in which a request has them.</summary>
internal static class ItemOptions
{
    /// <summary>Every option whose mechanism exists; their defaults are the tool's.</summary>
    public static IReadOnlyList<OptionValue> All { get; } =
    [
        OptionValue.Number("Threshold", 0, 1),
        OptionValue.OneOf("Clustering", "anchor", "complete"),
        OptionValue.Number("MaxDrop", 0, double.PositiveInfinity),
        OptionValue.Number("Confidence", 0.5, 1, highExcluded: true),
        OptionValue.OneOf("Strategy", "verified", "paper"),
        OptionValue.AnyText("Granularity"),
        OptionValue.AnyText("Recovery"),
        OptionValue.WholeNumber("Epochs", 1),
        OptionValue.OneOf("Freeze", "true", "false"),
        OptionValue.WholeNumber("MaxParameters", 0, long.MaxValue),
        OptionValue.WholeNumber("MaxBytes", 0, long.MaxValue),
        OptionValue.Number("MinReduction", 0, 1),
        OptionValue.AnyText("Blocks"),
        OptionValue.AnyText("Mask"),
        OptionValue.WholeNumber("Seed", 0),
        OptionValue.WholeNumber("Threads", 1),
        OptionValue.OneOf("Device", "cpu", "cuda"),
    ];

    /// <summary>What is done when pruning fails.</summary>
    public static OptionValue OnFailure { get; } = OptionValue.OneOf("OnFailure", "Error", "Warn");

    /// <summary>Metadata that this package reads beside the options, and those that editors and the SDK put on any item.</summary>
    private static readonly string[] Others =
        ["Calibration", "Evaluation", "LogicalName", "OnFailure", "Link", "Visible", "SubType", "InProject", "DependentUpon", "Pack", "PackagePath", "CopyToOutputDirectory"];

    /// <summary>Metadata that mean nothing to this version: a slip of the pen, or an option of a later one.</summary>
    public static IEnumerable<string> Unknown(ITaskItem item) =>
        item.CloneCustomMetadata().Keys.Cast<string>()
            .Where(name => !All.Any(option => Same(option.Name, name)) && !Others.Any(other => Same(other, name)))
            .OrderBy(name => name, StringComparer.OrdinalIgnoreCase);

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
