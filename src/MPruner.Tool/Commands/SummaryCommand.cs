using System.CommandLine;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;
using Newtonsoft.Json;

namespace MPruner.Tool.Commands;

/// <summary><c>summary REPORT…</c>: the reports of builds or of <c>prune --report</c> as Markdown.</summary>
internal static class SummaryCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context)
    {
        var reports = new Argument<string[]>("report")
        {
            Description = "The JSON reports, such as obj/Release/net10.0/mpruner/*.report.json",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("summary", "Show what pruning saved, as Markdown for a build server's job page") { reports };
        command.SetAction(parse => (int)CommandRunner.Run(context, "mpruner", () =>
        {
            // All are read before anything is written.
            var texts = parse.GetValue(reports)!.Select(Summary).ToList();
            context.Out.Write(string.Join('\n', texts));
            return ExitCode.Done;
        }));
        return command;
    }

    private static string Summary(string path)
    {
        try
        {
            var (model, result) = ReportJson.ReadPrune(File.ReadAllBytes(path));
            return MarkdownSummary.Of(Path.GetFileName(model), result);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new ToolException(
                "MPR5008",
                path,
                $"{exception.Message} Expected the report of a build, or of 'mpruner prune --report FILE'. Prune again to get one.",
                exception);
        }
    }
}
