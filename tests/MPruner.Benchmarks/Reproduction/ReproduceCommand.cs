using System.CommandLine;
using MPruner.ScriptModels;
using MPruner.Tool.Commands;
using MPruner.Tool.Data;
using MPruner.Tool.Files;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Benchmarks.Reproduction;

/// <summary><c>reproduce MODEL</c>: the table of strategies and recoveries.</summary>
internal static class ReproduceCommand
{
    private const string Description =
        "Print a Markdown table that compares strategies and recoveries with simpler choices of as many blocks";

    /// <summary>Builds the command.</summary>
    public static Command Build(ToolContext context)
    {
        var shared = new RunOptions();
        var model = new Argument<string>("model") { Description = "The TorchScript file" };
        var test = new Option<string>("--test")
        {
            Description = "Data that take no part in pruning; the results are scored on them",
            HelpName = "file",
            Required = true,
        };
        var finetune = new Option<string?>("--finetune-data")
        {
            Description = "Labelled data that replace the calibration data in rows with finetune",
            HelpName = "file",
        };
        var rows = new Option<IReadOnlyList<RowChoice>>("--rows")
        {
            Description = RowChoice.Expected,
            DefaultValueFactory = _ => RowChoice.Find("verified:none,verified:linear")!,
            CustomParser = result =>
            {
                var chosen = RowChoice.Find(result.Tokens[0].Value);
                if (chosen is null)
                {
                    result.AddError($"--rows: found '{result.Tokens[0].Value}', expected {RowChoice.Expected}.");
                }

                return chosen;
            },
        };
        var command = new Command("reproduce", Description)
        {
            model, shared.Calibration, shared.Evaluation, test, finetune, rows,
            shared.Threshold, shared.Clustering, shared.MaxDrop, shared.Confidence, shared.Epochs,
            shared.Freeze, shared.Blocks, shared.Mask, shared.Seed, shared.Threads,
        };
        command.SetAction(parse => (int)CommandRunner.Run(context, parse.GetValue(model)!, () =>
        {
            var path = parse.GetValue(model)!;
            using var data = new BenchData(
                DataFile.Open(DataConvention.Calibration(parse.GetValue(shared.Calibration), path)),
                DataFile.Open(DataConvention.RequiredEvaluation(parse.GetValue(shared.Evaluation), path)),
                DataFile.Open(parse.GetValue(test)!),
                parse.GetValue(finetune) is { } file ? DataFile.Open(file) : null);
            var options = shared.Read(parse);
            var second = options.Confidence == 0.5 ? (double?)null : options.Confidence;
            var format = new ScriptModelFormat(context.StartEngine(), context.Trainer);
            var depthAlone = options with { Confidence = 0.5, Width = false };
            var bench = new Bench(context, format, ModelFile.Read(path).Bytes, data) { Options = depthAlone };
            bench.Print(parse.GetValue(rows)!, second);
            return ExitCode.Done;
        }));
        return command;
    }
}
