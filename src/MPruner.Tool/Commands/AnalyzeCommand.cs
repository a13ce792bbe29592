using System.CommandLine;
using MPruner.Tool.Analyses;
using MPruner.Tool.Caching;
using MPruner.Tool.Data;
using MPruner.Tool.Files;
using MPruner.Tool.Options;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>analyze MODEL</c>: similarities and clusters of the blocks, or one machine's part of what they follow from.</summary>
internal static class AnalyzeCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var model = new Argument<string>("model") { Description = "The model: a TorchScript or ONNX file" };
        var parts = new ShardOptions();
        var criteriaOption = new CriteriaOption();
        var command = new Command("analyze", "Measure how similar the blocks' outputs are, and which ones form clusters")
        {
            model, options.Calibration, options.Evaluation, options.Threshold, options.Clustering, options.Blocks, options.Mask,
            parts.Shard, parts.Partial, parts.ForPruning, options.CompareForward, options.NoStandardised, criteriaOption,
            options.Device, options.Seed, options.Threads, options.Report, options.HeatMap, options.Json,
            options.CacheDirectory, options.NoCache,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            var chosen = options.Read(parse);
            var part = parts.Read(
                parse, options.Threshold, options.Clustering, options.CompareForward, options.Report, options.Json, criteriaOption);
            var criteria = criteriaOption.Read(parse, chosen.Standardised);
            var forPruning = parts.ReadForPruning(parse, parse.GetValue(options.Evaluation));
            var path = parse.GetValue(model)!;
            HeatMapFile.Check(parse.GetValue(options.HeatMap));
            var file = ModelFile.Read(path);
            var cache = new TolerantCache(options.ReadCache(parse, context.Variable), warning => context.Findings.Warning(path, warning));
            var job = new AnalyzeJob(file, DataConvention.Calibration(parse.GetValue(options.Calibration), path), chosen)
            {
                CompareForward = parse.GetValue(options.CompareForward),
                AllRuns = !criteria.IsEmpty,
                ForPruning = forPruning,
                Evaluation = forPruning ? DataConvention.Evaluation(parse.GetValue(options.Evaluation), path) : null,
            };
            var runs = new ModelRuns(context, cache);
            if (part is { } one)
            {
                OutputPlaces.Check([path, job.Calibration, job.Evaluation], [one.File]);
                WritePart(context, runs.Analyze(job, one.Shard, one.File), path);
                return ExitCode.Done;
            }

            OutputPlaces.Check(
                [path, job.Calibration, job.Evaluation], [parse.GetValue(options.Report), parse.GetValue(options.HeatMap)]);
            var result = runs.Analyze(job);
            var json = ResultJson.Of("analyze", result, FilesOf(job), chosen);
            CandidateJson.AddTo(json, result, criteria);
            if (forPruning)
            {
                json["forPruning"] = true;
            }

            ReportFile.Write(parse.GetValue(options.Report), json);
            HeatMapFile.Write(parse.GetValue(options.HeatMap), result);
            ResultOutput.WriteWithWarnings(context, new ModelResult(path, result, json), parse.GetValue(options.Json));
            if (!criteria.IsEmpty && !parse.GetValue(options.Json) && context.Level.Verbosity >= Verbosity.Normal)
            {
                new CandidateView(ResultOutput.Console(context), criteria).Show(result);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static ResultFiles FilesOf(AnalyzeJob job) => new(new(job.Model.Path, job.Model.Sha256))
    {
        Calibration = ResultFiles.Hashed(job.Calibration),
        Evaluation = ResultFiles.Hashed(job.Evaluation),
    };

    private static void WritePart(ToolContext context, AnalysisFile part, string model)
    {
        foreach (var warning in part.Sums.Warnings)
        {
            context.Findings.Warning(model, warning);
        }

        part.Write();
        if (context.Level.Verbosity > Verbosity.Quiet)
        {
            var groups = NumberText.Count(part.Sums.Groups, "group");
            context.Out.WriteLine($"Part {ShardText.Of(part.Shard!)} of {model}: {groups} measured, written to {part.Path}");
        }
    }
}
