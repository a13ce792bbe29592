using System.CommandLine;
using MPruner.Core.Pipeline;
using MPruner.Tool.Analyses;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>merge PARTS</c>: what one machine would have measured.</summary>
internal static class MergeCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var parts = new Argument<string[]>("parts")
        {
            Description = "The files that analyze --partial wrote, in any order",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string>("--output")
        {
            Description = "The file to write, for prune --analysis",
            HelpName = "file",
            Required = true,
        };
        var command = new Command("merge", "Add up the parts of an analysis that several machines measured")
        {
            parts, output, options.Threshold, options.Clustering, options.Report, options.Json,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(output)!, () =>
        {
            var files = parse.GetValue(parts)!;
            var report = parse.GetValue(options.Report);
            OutputPlaces.Check(files, [parse.GetValue(output), report]);
            var merged = PartSet.Merge(files, parse.GetValue(output)!);
            var chosen = options.Read(parse) with
            {
                Seed = (int)merged.Identity["seed"]!,
                Threads = AnalysisIdentity.ThreadsOf(merged.Identity),
            };
            var result = MergedAnalysis.ToResult(merged.Sums, chosen);
            merged.Write();
            var json = ResultJson.Of("merge", result, new(new(merged.Model, merged.ModelHash)), chosen);
            ReportFile.Write(report, json);
            ResultOutput.WriteWithWarnings(context, new ModelResult(merged.Model, result, json), parse.GetValue(options.Json));
            return ExitCode.Done;
        }));
        return command;
    }
}
