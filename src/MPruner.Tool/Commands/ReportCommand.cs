using System.CommandLine;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Commands;

/// <summary><c>report RESULT</c>: the page to read, again from the JSON object of a command.</summary>
internal static class ReportCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context)
    {
        var result = new Argument<string>("result") { Description = "The JSON that --json or --report wrote" };
        var output = new Option<string?>("--output")
        {
            Description = "The page to write, .html; result.html beside the JSON if left out",
            HelpName = "file",
        };
        var command = new Command("report", "Make the page to read of a result, again from its JSON") { result, output };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(result)!, () =>
        {
            var path = parse.GetValue(result)!;
            var page = parse.GetValue(output) ?? Path.ChangeExtension(path, ReportFile.PageEnding);
            CheckEnding(page);
            OutputPlaces.Check([path], [page]);
            ReportFile.Write(page, Read(path));
            context.Out.WriteLine(page);
            return ExitCode.Done;
        }));
        return command;
    }

    private static JObject Read(string path)
    {
        var bytes = InputFile.Read(path);
        try
        {
            var json = ReportJson.Load(bytes);
            _ = ReportDocument.Of(json);
            return json;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new ToolException(
                "MPR5008",
                path,
                $"{exception.Message} Expected what a build wrote, or any command with --report FILE or --json. Make it again.",
                exception);
        }
    }

    private static void CheckEnding(string page)
    {
        if (!ReportFile.IsPage(page))
        {
            const string Message = "The page is written as HTML; expected a name that ends in .html. Choose another --output.";
            throw new ToolException("MPR5009", page, Message);
        }
    }
}
