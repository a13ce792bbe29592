using System.CommandLine;
using System.CommandLine.Parsing;
using MPruner.Core.Measuring;
using MPruner.Tool.Analyses;

namespace MPruner.Tool.Commands;

/// <summary>The options of <c>analyze</c> for measuring on several machines.</summary>
internal sealed class ShardOptions
{
    public Option<Shard?> Shard { get; } = new("--shard")
    {
        Description = "Measure only this part of the data, such as 3/8, and write it to --partial; mpruner merge adds the parts up",
        HelpName = "part/parts",
        CustomParser = Read,
    };

    public Option<string?> Partial { get; } = new("--partial")
    {
        Description = "The file for what --shard measures",
        HelpName = "file",
    };

    public Option<bool> ForPruning { get; } = new("--for-pruning")
    {
        Description = "Measure the examples that prune would, which holds some out for judging; for prune --analysis",
    };

    /// <summary>The part that was chosen and the file for it; null to measure everything.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="ofReports">Options that have no meaning for a part.</param>
    /// <exception cref="ToolException"><c>MPR5001</c>: one of the two is missing, or one of the others is there.</exception>
    public (Shard Shard, string File)? Read(ParseResult parse, params ReadOnlySpan<Option> ofReports)
    {
        var (shard, file) = (parse.GetValue(Shard), parse.GetValue(Partial));
        if (shard is null && file is null)
        {
            return null;
        }

        foreach (var option in ofReports)
        {
            if (parse.GetResult(option) is { Implicit: false })
            {
                throw Wrong($"'{option.Name}' has no meaning for one part; give it to 'mpruner merge', or leave --shard out.");
            }
        }

        return shard is not null && file is not null
            ? (shard, file)
            : throw Wrong("'--shard' and '--partial' belong together: which part is measured, and the file for it.");
    }

    /// <summary>Checks that evaluation data are given only where they matter.</summary>
    /// <exception cref="ToolException"><c>MPR5001</c>: without <c>--for-pruning</c> nothing is held out.</exception>
    public bool ReadForPruning(ParseResult parse, string? evaluation) => parse.GetValue(ForPruning) || evaluation is null
        ? parse.GetValue(ForPruning)
        : throw Wrong("'--evaluation' matters only with '--for-pruning': without it all calibration data are measured.");

    private static ToolException Wrong(string problem) =>
        new("MPR5001", "mpruner", $"{problem} 'mpruner analyze --help' lists what there is.");

    private static Shard? Read(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (ShardText.Find(text) is { } shard)
        {
            return shard;
        }

        result.AddError($"'{text}' is no part; expected {ShardText.Expected}.");
        return null;
    }
}
