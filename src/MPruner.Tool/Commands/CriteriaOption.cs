using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using MPruner.Tool.Options;

namespace MPruner.Tool.Commands;

/// <summary>The option <c>--criteria</c>: by what <c>analyze</c> ranks the runs of blocks that may be removed.</summary>
internal sealed class CriteriaOption : Option<ImmutableArray<RunCriterion>?>
{
    private static readonly string Words = OptionWords.List<RunCriterion>().Replace('|', ',');

    /// <summary>Creates the option.</summary>
    public CriteriaOption()
        : base("--criteria")
    {
        Description = $"Rank the runs of blocks that may be removed, by one or more of {Words}";
        HelpName = "names";
        CustomParser = Parse;
    }

    /// <summary>The criteria; empty if none were asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="standardised">Whether more than the raw similarity is measured.</param>
    /// <exception cref="ToolException"><c>MPR5001</c>: a criterion is not measured.</exception>
    public ImmutableArray<RunCriterion> Read(ParseResult parse, bool standardised)
    {
        var criteria = parse.GetValue(this) ?? [];
        return standardised || criteria.All(criterion => criterion == RunCriterion.Cka)
            ? criteria
            : throw new ToolException(
                "MPR5001",
                "mpruner",
                "'--no-standardised' measures the raw similarity alone; expected no criterion but cka. Leave one of the two options out.");
    }

    private static ImmutableArray<RunCriterion>? Parse(ArgumentResult result)
    {
        var criteria = ImmutableArray.CreateBuilder<RunCriterion>();
        foreach (var word in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (OptionWords.Find<RunCriterion>(word) is not { } criterion || criteria.Contains(criterion))
            {
                result.AddError($"--criteria: found '{word}'; expected one or more of {Words}, each once, separated by commas.");
                return null;
            }

            criteria.Add(criterion);
        }

        return criteria.ToImmutable();
    }
}
