using System.CommandLine;
using System.Runtime.InteropServices;
using MPruner.Tool.Engine;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;
using Spectre.Console;

namespace MPruner.Tool.Commands;

/// <summary><c>doctor</c>: what the tool stands on, on this machine.</summary>
internal static class DoctorCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var command = new Command("doctor", "Show the engine, its libraries and the cache, and what is wrong with them") { options.Json, options.CacheDirectory };
        command.SetAction(parse => (int)Guarded.Run(context, "mpruner", () =>
        {
            var engine = context.StartEngine();
            var facts = EngineFacts.OfThisProcess();
            var cache = options.ReadCache(parse, context.Variable)!;
            var json = new JObject
            {
                ["libtorch"] = facts.LibTorch,
                ["blas"] = facts.Blas,
                ["cores"] = Environment.ProcessorCount,
                ["runtime"] = RuntimeInformation.FrameworkDescription,
                ["cache"] = new JObject { ["path"] = cache.Folder, ["bytes"] = cache.Size() },
                ["engine"] = engine.Identity,
                ["threads"] = Environment.ProcessorCount,
            };
            if (facts.BlasWarning is { } warning)
            {
                context.Findings.Warning("mpruner", warning);
            }

            if (parse.GetValue(options.Json))
            {
                context.Out.Write(ReportJson.Print(json));
            }
            else
            {
                Show(Answer.Console(context), json);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static void Show(IAnsiConsole console, JObject json)
    {
        var grid = new Grid().AddColumn(new GridColumn().Padding(2, 0, 2, 0).NoWrap()).AddColumn();
        Add("engine", (string)json["engine"]!);
        Add("libtorch", (string?)json["libtorch"] ?? "not a file of its own");
        Add("BLAS", (string?)json["blas"] ?? "inside libtorch");
        Add("cores", (string)json["cores"]!);
        Add("runtime", (string)json["runtime"]!);
        Add("cache", $"{(string)json["cache"]!["path"]!} ({Figures.Size((long)json["cache"]!["bytes"]!)})");
        console.Write(grid);

        void Add(string name, string value) => grid.AddRow($"[grey50]{name}[/]", Markup.Escape(value));
    }
}
