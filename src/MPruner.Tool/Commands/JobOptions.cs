using System.CommandLine;
using MPruner.Tool.Data;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary>What a result depends on, as options, and the job that they make: <c>key</c> reads them exactly like <c>prune</c>.</summary>
internal static class JobOptions
{
    /// <summary>The options.</summary>
    public static IEnumerable<Option> Of(RunOptions options) =>
    [
        options.Calibration, options.Evaluation, options.Analysis,
        options.Threshold, options.Clustering, options.Metric, options.MaxDrop, options.Confidence,
        options.Strategy, options.Granularity, options.Recovery, options.Epochs, options.Freeze,
        options.Width, options.WidthCriterion, options.Storage, options.MaxParameters, options.MaxBytes, options.MinReduction,
        options.Blocks, options.Mask,
        options.Device, options.Seed, options.Threads,
    ];

    /// <summary>The job of a model.</summary>
    public static PruneJob Read(ParseResult parse, RunOptions options, string model)
    {
        var chosen = options.Read(parse);
        return new PruneJob(
            model,
            DataConvention.Calibration(parse.GetValue(options.Calibration), model),
            DataConvention.Evaluation(parse.GetValue(options.Evaluation), model),
            parse.GetValue(options.Output) ?? Path.ChangeExtension(model, null) + ".pruned" + Path.GetExtension(model),
            parse.GetValue(options.Report),
            chosen)
        {
            Analysis = parse.GetValue(options.Analysis),
            HeatMap = parse.GetValue(options.HeatMap),
        };
    }
}
