using System.CommandLine;
using System.Text.RegularExpressions;
using MPruner.Benchmarks.Reproduction;
using MPruner.Tool.Commands;
using MPruner.Tool.Engine;
using MPruner.Tool.Running;
using MPruner.Torch;

namespace MPruner.Docs.Tests.Commands;

/// <summary>Parses command lines as the programs do, and runs none.</summary>
internal static partial class CommandLines
{
    private static readonly ToolContext Context = new()
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        Variable = _ => null,
        StartEngine = () => throw new InvalidOperationException("Parsing starts nothing."),
        StartOnnxEngine = () => throw new InvalidOperationException("Parsing starts nothing."),
        Trainer = new TorchTrainer(),
        Probe = ChildProcessProbe.OfThisTool(),
        Cancel = CancellationToken.None,
    };

    /// <summary>The names of all options of all commands of the tool.</summary>
    public static IReadOnlySet<string> Options { get; } = CommandTree.Options(Context).ToHashSet(StringComparer.Ordinal);

    /// <summary>The names of the options of <c>reproduce</c>.</summary>
    public static IEnumerable<string> OptionsOfBenchmark { get; } = ReproduceCommand.Build(Context).Options.Select(option => option.Name);

    /// <summary>What is wrong with a command line of the tool, or null.</summary>
    public static string? ProblemOfTool(string arguments) => CommandTree.Problem(Words(arguments), Context);

    /// <summary>What is wrong with the arguments of <c>reproduce</c>, or null.</summary>
    public static string? ProblemOfBenchmark(string arguments)
    {
        var root = new RootCommand { ReproduceCommand.Build(Context) };
        return root.Parse(["reproduce", .. Words(arguments)]).Errors is [var error, ..] ? error.Message : null;
    }

    /// <summary>The words of a command line, as a shell makes them; a comment ends it.</summary>
    public static string[] Words(string line) =>
        [.. Word().Matches(Comment().Replace(line, "")).Select(match => Quotes().Replace(match.Value, ""))];

    [GeneratedRegex("""(?:"[^"]*"|'[^']*'|[^\s"'])+""")]
    private static partial Regex Word();

    [GeneratedRegex("[\"']")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"\s#.*$")]
    private static partial Regex Comment();
}
