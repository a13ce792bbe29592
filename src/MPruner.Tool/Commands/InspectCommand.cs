using System.CommandLine;
using MPruner.Tool.Caching;
using MPruner.Tool.Files;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>inspect MODEL</c>: the block chains, without running anything.</summary>
internal static class InspectCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var model = new Argument<string>("model") { Description = "The TorchScript file" };
        var command = new Command("inspect", "Show the blocks that could be removed, and why others stay; runs nothing")
        {
            model, options.Blocks, options.Report, options.Json,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            var chosen = options.Read(parse);
            var file = ModelFile.Read(parse.GetValue(model)!);
            var result = new ModelRuns(context, new TolerantCache(null, _ => { })).Inspect(file, chosen);
            var json = ResultJson.Of(result, file, null, null);
            json.Remove("engine");
            ResultOutput.WriteReport(parse.GetValue(options.Report), json);
            ResultOutput.WriteWithWarnings(context, new ModelResult(file.Path, result, json), parse.GetValue(options.Json));
            return Reporting.ExitCode.Done;
        }));
        return command;
    }
}
