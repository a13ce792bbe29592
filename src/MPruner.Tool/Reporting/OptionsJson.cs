using MPruner.Shared.Options;
using MPruner.Shared.Requests;
using MPruner.Tool.Options;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Reporting;

/// <summary>The options of a run, as part of the JSON of a result: named as in a build request, all of them, in a fixed order.</summary>
internal static class OptionsJson
{
    /// <summary>The number of threads for training.</summary>
    public const string TrainingThreads = "trainingThreads";

    /// <summary>Whether standardised similarities are measured.</summary>
    public const string Standardised = "standardised";

    /// <summary>The options, except threads and seed, which the result has itself.</summary>
    public static JObject Of(PruningOptions options) => new()
    {
        [RequestOption.Threshold] = options.Threshold,
        [RequestOption.Clustering] = OptionWords.Of(options.Clustering),
        [RequestOption.Metric] = OptionWords.Of(options.Metric),
        [RequestOption.MaxDrop] = options.MaxDrop,
        [RequestOption.Confidence] = options.Confidence,
        [RequestOption.Strategy] = OptionWords.Of(options.Strategy),
        [RequestOption.Granularity] = GranularityText.Of(options.FirstGranularity, options.LastGranularity),
        [RequestOption.Recovery] = RecoveryText.Of(options.Recovery),
        [RequestOption.Epochs] = options.Epochs,
        [RequestOption.Freeze] = options.Freeze,
        [RequestOption.Width] = options.Width,
        [RequestOption.WidthCriterion] = OptionWords.Of(options.WidthCriterion),
        [RequestOption.Storage] = OptionWords.Of(options.Storage),
        [RequestOption.MaxParameters] = options.MaxParameters,
        [RequestOption.MaxBytes] = options.MaxBytes,
        [RequestOption.MinReduction] = options.MinReduction,
        [RequestOption.Blocks] = options.Blocks,
        [RequestOption.Mask] = options.Mask,
        [Standardised] = options.Standardised,
        [RequestOption.Device] = options.Device,
        [TrainingThreads] = options.TrainingThreads,
    };
}
