using System.CommandLine;
using MPruner.Tool.Caching;
using MPruner.Tool.Data;
using MPruner.Tool.Files;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>analyze MODEL</c>: similarities and clusters of the blocks.</summary>
internal static class AnalyzeCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var model = new Argument<string>("model") { Description = "The TorchScript file" };
        var command = new Command("analyze", "Measure how similar the blocks' outputs are, and which ones form clusters")
        {
            model, options.Calibration, options.Threshold, options.Clustering, options.Blocks, options.Mask,
            options.CompareForward, options.NoStandardised,
            options.Device, options.Seed, options.Threads, options.Report, options.Json, options.CacheDirectory, options.NoCache,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            var chosen = options.Read(parse);
            var path = parse.GetValue(model)!;
            var file = ModelFile.Read(path);
            var cache = new TolerantCache(options.ReadCache(parse, context.Variable), warning => context.Findings.Warning(path, warning));
            var calibration = DataConvention.Calibration(parse.GetValue(options.Calibration), path);
            var result = new ModelRuns(context, cache).Analyze(file, calibration, chosen, parse.GetValue(options.CompareForward));
            var json = ResultJson.Of(result, file, null, chosen);
            ResultOutput.WriteReport(parse.GetValue(options.Report), json);
            ResultOutput.WriteWithWarnings(context, new ModelResult(path, result, json), parse.GetValue(options.Json));
            return Reporting.ExitCode.Done;
        }));
        return command;
    }
}
