using System.CommandLine;
using MPruner.Tool.Caching;
using MPruner.Tool.Data;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>prune MODEL</c>: writes a smaller model of accepted quality, or the original's bytes.</summary>
internal static class PruneCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var model = new Argument<string>("model") { Description = "The TorchScript file" };
        var cacheOptions = new CacheOptions();
        var analysis = new Option<string?>("--analysis")
        {
            Description = "What mpruner merge wrote, in place of measuring the model",
            HelpName = "file",
        };
        var command = new Command("prune", "Remove redundant blocks as far as the evaluation data allow")
        {
            model, options.Calibration, options.Evaluation, analysis, options.Output,
            options.Threshold, options.Clustering, options.Metric, options.MaxDrop, options.Confidence,
            options.Strategy, options.Granularity, options.Recovery, options.Epochs, options.Freeze,
            options.Width, options.WidthCriterion, options.Storage, options.MaxParameters, options.MaxBytes, options.MinReduction,
            options.Blocks, options.Mask,
            options.Device, options.Seed, options.Threads, options.Report, options.Json, options.CacheDirectory, options.NoCache,
            cacheOptions.Universe,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            var chosen = options.Read(parse);
            var path = parse.GetValue(model)!;
            var cache = new TolerantCache(cacheOptions.Read(parse, options, context), warning => context.Findings.Warning(path, warning));
            var job = new PruneJob(
                path,
                DataConvention.Calibration(parse.GetValue(options.Calibration), path),
                DataConvention.Evaluation(parse.GetValue(options.Evaluation), path),
                parse.GetValue(options.Output) ?? Path.ChangeExtension(path, null) + ".pruned" + Path.GetExtension(path),
                parse.GetValue(options.Report),
                chosen)
            {
                Analysis = parse.GetValue(analysis),
            };
            var done = new JobRunner(context, cache, new ModelRuns(context, cache).Prune).Run(job);
            var found = new ModelResult(path, done.Result, done.Json) { ShowsWidths = chosen.Width };
            ResultOutput.Write(context, found, parse.GetValue(options.Json));
            if (!parse.GetValue(options.Json))
            {
                var source = done.FromCache ? "Taken from the cache" : "Written";
                context.Out.WriteLine($"  {source}: {job.Output}");
            }

            return Reporting.ExitCode.Done;
        }));
        return command;
    }
}
