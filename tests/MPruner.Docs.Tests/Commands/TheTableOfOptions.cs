using System.Reflection;
using System.Text.RegularExpressions;
using MPruner.Docs.Tests.Documents;
using MPruner.Shared.Requests;

namespace MPruner.Docs.Tests.Commands;

/// <summary>docs/options.md has every option, property and variable, and none that is not there.</summary>
public sealed partial class TheTableOfOptions
{
    /// <summary>Metadata that are no options of a run.</summary>
    private static readonly string[] OfTheItem =
        ["Calibration", "Evaluation", "Analysis", "LogicalName", "ShipAs", "GenerateAccessor", "OnFailure"];

    /// <summary>Variables with which the package tells its own tool where the project's packages are.</summary>
    private static readonly string[] BetweenPackageAndTool = ["MPRUNER_PROJECT_NATIVES", "MPRUNER_PACKAGES"];

    private static readonly Document Options = Document.All.Single(document => document.Path == "docs/options.md");

    [Fact]
    public void HasTheMetadataOfAnItem() =>
        Assert.Equal(
            RequestOptions().Concat(OfTheItem).Order(StringComparer.Ordinal),
            Named("Metadata of PruneModel", "Properties of a project"));

    [Fact]
    public void HasTheOptionsOfPruneUnderTheSameNames() =>
        Assert.Empty(RequestOptions().Select(Dashed).Except(CommandLines.Options));

    [Fact]
    public void HasThePropertiesOfAProject()
    {
        string folder = Path.Combine(Repository.Root, "src", "MPruner.Build", "build");
        string files = string.Concat(Directory.GetFiles(folder).Select(File.ReadAllText));

        Assert.Equal(
            Property().Matches(files).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal),
            Named("Properties of a project", "Data"));
    }

    [Fact]
    public void HasTheEnvironmentVariables()
    {
        string sources = string.Concat(
            Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
                .Select(File.ReadAllText));
        IEnumerable<string> variables = Variable().Matches(sources).Select(match => match.Groups[1].Value).Distinct();

        Assert.All(variables.Except(BetweenPackageAndTool), name => Assert.Contains($"`{name}`", Options.Prose, StringComparison.Ordinal));
    }

    private static IEnumerable<string> RequestOptions() =>
        typeof(RequestOption).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Select(name => char.ToUpperInvariant(name[0]) + name[1..]);

    private static string Dashed(string name) =>
        "--" + Capital().Replace(name, match => (match.Index > 0 ? "-" : "") + match.Value.ToLowerInvariant());

    /// <summary>What the first columns of a chapter's tables name, in order of the alphabet.</summary>
    private static IEnumerable<string> Named(string heading, string next)
    {
        int start = Options.Prose.IndexOf($"## {heading}\n", StringComparison.Ordinal);
        int end = Options.Prose.IndexOf($"## {next}\n", StringComparison.Ordinal);
        return FirstColumn().Matches(Options.Prose[start..end])
            .SelectMany(row => Code().Matches(row.Value).Select(code => code.Groups[1].Value))
            .Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^\|[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex FirstColumn();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\$\((MPruner\w+)\)")]
    private static partial Regex Property();

    [GeneratedRegex("\"(MPRUNER_[A-Z_]+)\"")]
    private static partial Regex Variable();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
