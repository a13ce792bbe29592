using System.CommandLine;
using System.CommandLine.Parsing;
using MPruner.Tool.Reporting;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary>The command line.</summary>
internal static class CommandTree
{
    /// <summary>Parses and runs. A malformed command line writes no file, since it may not mean the one that it names.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, ToolContext context)
    {
        context = context with { Log = new SarifLog() };
        var (root, sarif, verbosity) = Complete(context);
        var parse = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (Problem(parse) is { } problem)
        {
            context.Findings.Error("mpruner", "MPR5001", $"{problem} 'mpruner {Name(parse.CommandResult)}--help' lists what there is.");
            return (int)ExitCode.Usage;
        }

        verbosity.Apply(parse, context);
        return sarif.Run(parse, context, () => parse.Invoke(new InvocationConfiguration
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        }));
    }

    /// <summary>What is wrong with a command line, or null; runs nothing.</summary>
    public static string? Problem(string[] args, ToolContext context) => Problem(Complete(context).Root.Parse(args));

    /// <summary>The names of all options of all commands.</summary>
    public static IEnumerable<string> Options(ToolContext context) => OptionsOf(Complete(context).Root);

    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Select(option => option.Name).Concat(command.Subcommands.SelectMany(OptionsOf));

    private static (RootCommand Root, SarifOption Sarif, VerbosityOption Verbosity) Complete(ToolContext context)
    {
        var (root, sarif, verbosity) = (Build(context), new SarifOption(), new VerbosityOption());
        sarif.AddTo(root);
        verbosity.AddTo(root);
        return (root, sarif, verbosity);
    }

    private static RootCommand Build(ToolContext context)
    {
        var options = new RunOptions();
        return new RootCommand(
            "Finds redundant blocks in a TorchScript or ONNX model, removes them, and proves the result on held-out data.")
        {
            InspectCommand.Build(context, options),
            AnalyzeCommand.Build(context, options),
            MergeCommand.Build(context, options),
            PruneCommand.Build(context, options),
            VerifyCommand.Build(context, options),
            ReportCommand.Build(context),
            SummaryCommand.Build(context),
            KeyCommand.Build(context, options),
            CacheCommand.Build(context, options),
            DoctorCommand.Build(context, options),
            EngineCommand.Build(context),
            BuildCommand.Build(context),
            ProbeCommand.Build(context),
        };
    }

    /// <summary>What is wrong with the command line, or null. A misspelt option would otherwise be taken for a file.</summary>
    private static string? Problem(ParseResult parse)
    {
        var arguments = parse.Tokens.Where(token => token.Type == TokenType.Argument);
        if (arguments.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option)
        {
            return $"There is no option '{option.Value}' here.";
        }

        return parse.Errors is [var error, ..] ? error.Message : null;
    }

    private static string Name(CommandResult result) => result.Command is RootCommand ? "" : result.Command.Name + " ";
}
