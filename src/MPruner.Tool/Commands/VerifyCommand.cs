using System.CommandLine;
using MPruner.Tool.Caching;
using MPruner.Tool.Data;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>verify ORIGINAL PRUNED</c>: whether a model is as good as its original.</summary>
internal static class VerifyCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var original = new Argument<string>("original") { Description = "The TorchScript or ONNX file to compare with" };
        var pruned = new Argument<string>("pruned") { Description = "The file to judge, of the same format" };
        var command = new Command("verify", "Compare a pruned model with its original, example by example; exit code 1 beyond --max-drop")
        {
            original, pruned, options.Evaluation, options.Metric, options.MaxDrop, options.Confidence, options.Mask,
            options.Device, options.Seed, options.Threads, options.Report, options.Json, options.CacheDirectory, options.NoCache,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(pruned)!, () =>
        {
            var chosen = options.Read(parse);
            var path = parse.GetValue(original)!;
            var before = ModelFile.Read(path);
            var after = ModelFile.Read(parse.GetValue(pruned)!);
            var cache = new TolerantCache(options.ReadCache(parse, context.Variable), warning => context.Findings.Warning(path, warning));
            var evaluation = DataConvention.RequiredEvaluation(parse.GetValue(options.Evaluation), path);
            var result = new ModelRuns(context, cache).Verify(before, after, evaluation, chosen);
            var files = new ResultFiles(new(before.Path, before.Sha256))
            {
                Output = new(after.Path, after.Sha256),
                Evaluation = ResultFiles.Hashed(evaluation),
            };
            var json = ResultJson.Of("verify", result, files, chosen);
            ReportFile.Write(parse.GetValue(options.Report), json);
            ResultOutput.WriteWithWarnings(context, new ModelResult(path, result, json), parse.GetValue(options.Json));
            if (result.Quality is not { Accepted: false } quality)
            {
                return ExitCode.Done;
            }

            var (bound, limit) = (NumberText.Drop(quality.Metric, quality.Bound), NumberText.Drop(quality.Metric, chosen.MaxDrop));
            context.Findings.Error(
                after.Path,
                "MPR3404",
                $"The drop against '{path}' is bounded by {bound} ({quality.Metric}, {NumberText.Grouped(quality.Examples)} examples); "
                + $"the limit is {limit}. Prune less (a higher --threshold), or accept more (--max-drop).");
            return ExitCode.RequirementNotMet;
        }));
        return command;
    }
}
