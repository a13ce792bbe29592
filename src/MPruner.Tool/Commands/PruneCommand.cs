using System.CommandLine;
using System.Diagnostics;
using MPruner.Tool.Caching;
using MPruner.Tool.Options;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>prune MODEL</c>: writes a smaller model of accepted quality, or the original's bytes.</summary>
internal static class PruneCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var model = new Argument<string>("model") { Description = "The model: a TorchScript or ONNX file" };
        var cacheOptions = new CacheOptions();
        var summary = new Option<SummaryForm?>("--summary")
        {
            Description = "A short summary in place of tables, for a build server's job page",
            HelpName = OptionWords.List<SummaryForm>(),
        };
        var command = new Command("prune", "Remove redundant blocks as far as the evaluation data allow") { model };
        Option[] others =
        [
            options.Output, options.Report, options.HeatMap, options.Json, summary, options.CacheDirectory, options.NoCache,
            cacheOptions.Universe, cacheOptions.Remote, cacheOptions.RemoteWrite,
        ];
        foreach (var option in JobOptions.Of(options).Concat(others))
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(options.Json) && result.GetValue(summary) is not null)
            {
                result.AddError("--json and --summary both want the standard output; expected one of them. --report FILE writes the JSON.");
            }
        });
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            var job = JobOptions.Read(parse, options, parse.GetValue(model)!);
            HeatMapFile.Check(job.HeatMap);
            var stored = cacheOptions.Read(parse, options, context);
            var cache = new TolerantCache(stored, warning => context.Findings.Warning(job.Model, warning));
            using var remote = stored is null ? null : cacheOptions.ReadRemote(parse, context);
            var done = new JobRunner(context, cache, new ModelRuns(context, cache).Prune) { Remote = remote }.Run(job);
            var found = new ModelResult(job.Model, done.Result, done.Json) { ShowsWidths = job.Options.Width };
            if (parse.GetValue(summary) is not null)
            {
                context.Out.Write(MarkdownSummary.Of(job.Model, done.Result));
                return ExitCode.Done;
            }

            ResultOutput.Write(context, found, parse.GetValue(options.Json));
            if (!parse.GetValue(options.Json) && context.Level.Verbosity >= Verbosity.Normal)
            {
                context.Out.WriteLine($"  {Source(done.Origin)}: {job.Output}");
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static string Source(RunOrigin origin) => origin switch
    {
        RunOrigin.Computed => "Written",
        RunOrigin.ThisMachine => "Taken from the cache",
        RunOrigin.OtherMachine => "Taken from the remote cache",
        _ => throw new UnreachableException(),
    };
}
