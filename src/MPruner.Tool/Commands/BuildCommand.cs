using System.CommandLine;
using MPruner.Shared.Caching;
using MPruner.Tool.Caching;
using MPruner.Tool.Reporting;
using MPruner.Tool.Requests;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary><c>build REQUEST</c>, hidden: what the MSBuild task starts.</summary>
internal static class BuildCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context)
    {
        var request = new Argument<string>("request") { Description = "docs/build-request.md" };
        var cacheOptions = new CacheOptions();
        var requireCacheHit = new Option<bool>("--require-cache-hit") { Description = "Fail instead of computing" };
        var command = new Command("build", "Do what an MSBuild task asks")
        {
            request, cacheOptions.Remote, cacheOptions.RemoteWrite, requireCacheHit,
        };
        command.Hidden = true;
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(request)!, () =>
        {
            var defaults = new PruningOptions { Threads = Environment.ProcessorCount };
            var asked = BuildRequestReader.Read(parse.GetValue(request)!, defaults);
            using var remote = asked.UseCache ? cacheOptions.ReadRemote(parse, context) : null;
            return Run(context, asked, (cache, prune) => new JobRunner(context, cache, prune)
            {
                Remote = remote,
                RequiresHit = parse.GetValue(requireCacheHit),
            });
        }));
        return command;
    }

    private static DiskCache Cache(ToolContext context, BuildRequest request) => CacheOptions.Of(
        request.CacheDirectory ?? CacheFolder.Default(context.Variable, Environment.CurrentDirectory), request.CacheUniverse, context);

    private static ExitCode Run(ToolContext context, BuildRequest request, Func<TolerantCache, Pruning, JobRunner> runner)
    {
        var worst = ExitCode.Done;
        var stored = request.UseCache ? Cache(context, request) : null;
        foreach (var model in request.Models)
        {
            var exit = CommandRunner.Run(context, model.Model, () =>
            {
                Action<Diagnostic> warn = warning => context.Findings.Warning(model.Model, warning);
                var cache = new TolerantCache(stored, warn);
                var done = runner(cache, new ModelRuns(context, cache).Prune).Run(model);
                context.Out.WriteLine(Summary.Of(Path.GetFileName(model.Model), done));
                return ExitCode.Done;
            });
            if (exit == ExitCode.Interrupted)
            {
                return exit;
            }

            worst = (ExitCode)Math.Max((int)worst, (int)exit);
        }

        return worst;
    }
}
