using System.CommandLine;
using System.Runtime.InteropServices;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;
using MPruner.Torch;
using MPruner.Torch.Natives;
using Newtonsoft.Json.Linq;
using Spectre.Console;

namespace MPruner.Tool.Commands;

/// <summary><c>doctor</c>: the libraries and folders that the tool uses on this machine.</summary>
internal static class DoctorCommand
{
    private static readonly Dictionary<ConvolutionState, string> Words = new()
    {
        [ConvolutionState.OneDnn] = "by oneDNN",
        [ConvolutionState.WithoutOneDnn] = "without oneDNN, which reads uninitialised memory on this processor",
        [ConvolutionState.Unreliable] = "unreliable: with and without oneDNN they depend on uninitialised memory",
    };

    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var command = new Command("doctor", "Show the engine, its libraries and the cache, and what is wrong with them")
        {
            options.Json, options.CacheDirectory,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, "mpruner", () =>
        {
            var engine = context.StartEngine();
            var natives = StartedEngine.Current!;
            var cache = options.ReadCache(parse, context.Variable)!;
            var json = new JObject
            {
                ["libtorch"] = natives.LibTorch,
                ["libTorchSharp"] = natives.LibTorchSharp,
                ["privateCopy"] = natives.IsPrivateCopy,
                ["convolutions"] = Words[natives.Convolutions],
                ["cores"] = Environment.ProcessorCount,
                ["runtime"] = RuntimeInformation.FrameworkDescription,
                ["cache"] = new JObject { ["path"] = cache.Folder, ["bytes"] = cache.Size() },
                ["engine"] = engine.Identity,
                ["threads"] = Environment.ProcessorCount,
            };
            if (parse.GetValue(options.Json))
            {
                context.Out.Write(ReportJson.Print(json));
            }
            else
            {
                Show(ResultOutput.Console(context), json);
            }

            return ExitCode.Done;
        }));
        return command;
    }

    private static void Show(IAnsiConsole console, JObject json)
    {
        var grid = new Grid().AddColumn(new GridColumn().Padding(2, 0, 2, 0).NoWrap()).AddColumn();
        Add("engine", (string)json["engine"]!);
        Add("libtorch", (string)json["libtorch"]!);
        var copy = (bool)json["privateCopy"]! ? " (a copy that does not need GCC 13's libstdc++, which this system lacks)" : "";
        Add("TorchSharp", (string)json["libTorchSharp"]! + copy);
        Add("convolutions", (string)json["convolutions"]!);
        Add("cores", (string)json["cores"]!);
        Add("runtime", (string)json["runtime"]!);
        Add("cache", $"{(string)json["cache"]!["path"]!} ({NumberText.Size((long)json["cache"]!["bytes"]!)})");
        console.Write(grid);

        void Add(string name, string value) => grid.AddRow($"[grey50]{name}[/]", Markup.Escape(value));
    }
}
