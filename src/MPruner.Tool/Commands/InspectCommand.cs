using System.CommandLine;
using MPruner.Core.Reports;
using MPruner.Tool.Caching;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Commands;

/// <summary><c>inspect MODEL</c>: the block chains with the inner dimensions of blocks, without running anything.</summary>
internal static class InspectCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var model = new Argument<string>("model") { Description = "The model: a TorchScript or ONNX file" };
        var command = new Command("inspect", "Show what could be removed or narrowed, and why the rest stays; runs nothing")
        {
            model, options.Blocks, options.Report, options.Json,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            var chosen = options.Read(parse);
            var file = ModelFile.Read(parse.GetValue(model)!);
            var result = new ModelRuns(context, new TolerantCache(null, _ => { })).Inspect(file, chosen);
            var (report, asJson) = (parse.GetValue(options.Report), parse.GetValue(options.Json));
            if (report is not null || asJson)
            {
                var json = Json(result, file);
                ReportFile.Write(report, json);
                context.Out.Write(asJson ? ReportJson.Print(json) : "");
            }

            if (!asJson)
            {
                ResultOutput.Show(context, (file.Path, result), console => new InspectView(console).Show(result, file.Path));
            }

            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>Inspecting needs no engine.</summary>
    private static JObject Json(PruningResult result, ModelFile file)
    {
        var json = ResultJson.Of("inspect", result, new(new(file.Path, file.Sha256)), null);
        json.Remove("engine");
        return json;
    }
}
