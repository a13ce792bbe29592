using System.CommandLine;
using MPruner.Tool.Options;
using MPruner.Tool.Running;

namespace MPruner.Tool.Commands;

/// <summary>The option <c>--verbosity</c> of every command, with the words of <c>dotnet</c> or their first letters.</summary>
internal sealed class VerbosityOption
{
    private readonly Option<Verbosity> option = new("--verbosity", "-v")
    {
        Description = "How much is written: quiet, minimal, normal or detailed, or the first letter",
        HelpName = "level",
        Recursive = true,
        DefaultValueFactory = _ => Verbosity.Normal,
        CustomParser = result => OptionParsing.Parsed(result, Find, "quiet, minimal, normal or detailed, or the first letter"),
    };

    /// <summary>Adds the option to all commands.</summary>
    public void AddTo(RootCommand root) => root.Add(option);

    /// <summary>Sets the level that was chosen.</summary>
    public void Apply(ParseResult parse, ToolContext context) => context.Level.Verbosity = parse.GetValue(option);

    private static Verbosity? Find(string? text) => OptionWords.Find<Verbosity>(text)
        ?? Enum.GetValues<Verbosity>().Cast<Verbosity?>().FirstOrDefault(level => OptionWords.Of(level!.Value)[..1] == text);
}
