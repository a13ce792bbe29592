using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace MPruner.Benchmarks.Speed;

/// <summary><c>micro</c>: times the small parts, with BenchmarkDotNet in this process.</summary>
internal static class MicroCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var model = new Option<string?>("--model")
        {
            Description = "Times reading, parsing and writing this TorchScript file; without it, all pairs",
        };
        var command = new Command("micro", "Time all pairs of Gram matrices, or reading and writing a model") { model };
        command.SetAction(parse =>
        {
            ArchiveSpeed.Path = parse.GetValue(model);
            var config = DefaultConfig.Instance
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .WithOptions(ConfigOptions.DisableLogFile)
                .WithArtifactsPath(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "mpruner-benchmarks"));
            BenchmarkRunner.Run(ArchiveSpeed.Path is null ? typeof(AllPairsSpeed) : typeof(ArchiveSpeed), config);
        });
        return command;
    }
}
