using System.CommandLine;
using System.Runtime.InteropServices;
using MPruner.Tool.Engine;
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
        [ConvolutionState.WithoutOneDnn] = "without oneDNN, which leaves channels out on this processor",
        [ConvolutionState.Unreliable] = "unreliable: wrong with and without oneDNN",
    };

    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var command = new Command("doctor", "Show the engines, their libraries and the cache, and what is wrong with them")
        {
            options.Json, options.CacheDirectory,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, "mpruner", () =>
        {
            var json = Engines(context);
            var cache = options.ReadCache(parse, context.Variable)!;
            json["cores"] = Environment.ProcessorCount;
            json["runtime"] = RuntimeInformation.FrameworkDescription;
            json["cache"] = new JObject { ["path"] = cache.Folder, ["bytes"] = cache.Size() };
            json["threads"] = Environment.ProcessorCount;
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

    /// <summary>The engines, of which one may be missing: apps have models of one format or the other.</summary>
    /// <exception cref="ToolException">Neither is there, or one that the user named cannot be used.</exception>
    private static JObject Engines(ToolContext context)
    {
        var json = new JObject { ["engine"] = null, ["libtorch"] = null, ["onnxRuntime"] = null };
        ToolException? missing = null;
        try
        {
            json["engine"] = context.StartEngine().Identity;
            var natives = StartedEngine.Current!;
            json["libtorch"] = natives.LibTorch;
            json["libTorchSharp"] = natives.LibTorchSharp;
            json["privateCopy"] = natives.IsPrivateCopy;
            json["convolutions"] = Words[natives.Convolutions];
        }
        catch (ToolException error) when (EngineStart.HasNoLibTorch(error, context.Variable))
        {
            missing = error;
        }

        try
        {
            context.StartOnnxEngine();
            json["onnxRuntime"] = context.OnnxEngineFiles().Single();
        }
        catch (ToolException error) when (OnnxEngineStart.HasNone(error, context.Variable))
        {
            if (missing is not null)
            {
                throw missing;
            }
        }

        return json;
    }

    private static void Show(IAnsiConsole console, JObject json)
    {
        var grid = new Grid().AddColumn(new GridColumn().Padding(2, 0, 2, 0).NoWrap()).AddColumn();
        if ((string?)json["libtorch"] is { } libTorch)
        {
            Add("engine", (string)json["engine"]!);
            Add("libtorch", libTorch);
            var copy = (bool)json["privateCopy"]! ? " (a copy that does not need GCC 13's libstdc++, which this system lacks)" : "";
            Add("TorchSharp", (string)json["libTorchSharp"]! + copy);
            Add("convolutions", (string)json["convolutions"]!);
        }
        else
        {
            Add("libtorch", "missing; TorchScript models need it: mpruner engine install");
        }

        Add("ONNX Runtime", (string?)json["onnxRuntime"] ?? "missing; ONNX models need it: mpruner engine install onnxruntime");
        Add("cores", (string)json["cores"]!);
        Add("runtime", (string)json["runtime"]!);
        Add("cache", $"{(string)json["cache"]!["path"]!} ({NumberText.Size((long)json["cache"]!["bytes"]!)})");
        console.Write(grid);

        void Add(string name, string value) => grid.AddRow($"[grey50]{name}[/]", Markup.Escape(value));
    }
}
