using System.CommandLine;
using MPruner.Shared.Caching;
using MPruner.Tool.Caching;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>key MODEL</c>: under which key <c>prune</c> with the same options looks for the result; computes nothing.</summary>
internal static class KeyCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context, RunOptions options)
    {
        var model = new Argument<string>("model") { Description = "The model: a TorchScript or ONNX file" };
        var cacheOptions = new CacheOptions();
        var explain = new Option<bool>("--explain")
        {
            Description = "Show what the key is made of, and in what the nearest result of this machine's cache differs",
        };
        var command = new Command("key", "Print the cache key of a result, and why the cache does not have it") { model };
        Option[] others = [explain, options.Json, options.CacheDirectory, cacheOptions.Universe];
        foreach (var option in JobOptions.Of(options).Concat(others))
        {
            command.Options.Add(option);
        }

        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            var job = JobOptions.Read(parse, options, parse.GetValue(model)!);
            var cache = cacheOptions.Read(parse, options, context)!;
            var maker = new KeyMaker(context, new TolerantCache(cache, warning => context.Findings.Warning(job.Model, warning)));
            var file = ModelFile.Read(job.Model);
            var key = maker.Of(file, job, ModelFormats.Start(context, file));
            var listing = new CacheListing(new CacheLayout(cache.Folder));
            var text = new KeyText(key, cache.Folder, listing, context.Clock);
            var isExplained = parse.GetValue(explain);
            if (parse.GetValue(options.Json))
            {
                context.Out.Write(ReportJson.Print(text.Json(isExplained)));
            }
            else
            {
                context.Out.Write(isExplained ? text.Explanation() : key.Hash + "\n");
            }

            return ExitCode.Done;
        }));
        return command;
    }
}
