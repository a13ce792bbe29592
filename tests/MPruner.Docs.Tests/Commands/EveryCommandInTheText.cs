using System.Text.RegularExpressions;
using MPruner.Docs.Tests.Documents;

namespace MPruner.Docs.Tests.Commands;

/// <summary>Commands in sentences and tables, in pipelines, and behind a prompt: they take long or run elsewhere, but they parse.</summary>
public sealed partial class EveryCommandInTheText
{
    public static TheoryData<string> Inline => Ids(Tool());

    public static TheoryData<string> Benchmarks => Ids(Benchmark());

    public static TheoryData<string> Scripts => Ids(Script());

    [Theory]
    [MemberData(nameof(Inline))]
    public void OfTheToolParses(string id)
    {
        string? problem = CommandLines.ProblemOfTool(Tool().Replace(Command(id), ""));

        Assert.True(problem is null || Incomplete().IsMatch(problem), $"{id}\n{problem}");
    }

    [Theory]
    [MemberData(nameof(Benchmarks))]
    public void OfTheBenchmarksParses(string id) =>
        Assert.Null(CommandLines.ProblemOfBenchmark(Benchmark().Replace(Command(id), "")));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void OfAScriptNamesItAndItsOptions(string id)
    {
        string[] words = CommandLines.Words(Script().Replace(Command(id), ""));
        string path = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), Path.GetFileName(words[0]), SearchOption.AllDirectories)
            .Single(file => file.EndsWith("/" + words[0], StringComparison.Ordinal));
        string source = File.ReadAllText(path);

        Assert.All(
            words.Where(word => word.StartsWith("--", StringComparison.Ordinal)),
            option => Assert.Contains($"\"{option}\"", source, StringComparison.Ordinal));
    }

    [Fact]
    public void ThatIsAnOptionAloneIsOneOfTheTool() => Assert.Empty(
        Code().Where(code => Option().IsMatch(code.Text))
            .Where(code => !CommandLines.Options.Concat(CommandLines.OptionsOfBenchmark).Concat(Exceptions.OptionsOfOthers)
                .Contains(code.Text.Split(' ')[0]))
            .Select(code => code.Id));

    [Fact]
    public void OfAPipelineParses()
    {
        (string Place, string Text)[] pipelines =
        [
            .. Document.All.SelectMany(document => document.Blocks)
                .Where(block => block.Language is "yaml" or "dockerfile")
                .Select(block => (block.Id, block.Text)),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "samples", "ci"))
                .Select(file => (Path.GetFileName(file), File.ReadAllText(file))),
        ];
        var commands = pipelines
            .SelectMany(pipeline => InPipeline().Matches(pipeline.Text).Select(match => (pipeline.Place, Command: match.Groups[1].Value)))
            .ToList();

        Assert.InRange(commands.Count, 10, 1000);
        Assert.Empty(commands.Select(one => Problem(one.Place, one.Command)).OfType<string>());
    }

    [Fact]
    public void BehindAPromptParses()
    {
        var commands = Rules.Blocks(Rule.Output)
            .SelectMany(block => block.Text.Split('\n').Select(line => (block.Id, line)))
            .Where(one => one.line.StartsWith("$ ", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(commands);
        Assert.Empty(commands.Select(one => Problem(one.Id, Tool().Replace(one.line[2..], ""))).OfType<string>());
    }

    private static string? Problem(string place, string command)
    {
        string filled = Placeholders.Filled(Continuation().Replace(command, " ").Trim('"', ']'), "README.md");
        string? problem = CommandLines.ProblemOfTool(Redirection().Replace(filled, ""));
        return problem is null ? null : $"{place}: {filled}: {problem}";
    }

    private static TheoryData<string> Ids(Regex start) =>
        [.. Code().Where(code => start.IsMatch(Filled(code))).Select(code => code.Id).Distinct()];

    private static IEnumerable<InlineCode> Code() => Document.All.SelectMany(document => document.Inline);

    private static string Command(string id) => Filled(Code().First(code => code.Id == id));

    private static string Filled(InlineCode code) => Placeholders.Filled(code.Text, code.Document);

    [GeneratedRegex(@"^(?:eng/|dotnet tool run |dotnet |/opt/mpruner/)?mpruner ")]
    private static partial Regex Tool();

    /// <summary>A command may be named without what it works on.</summary>
    [GeneratedRegex("^Required argument missing|^Option '--output' is required")]
    private static partial Regex Incomplete();

    [GeneratedRegex("^(?:BENCH|dotnet run -c Release --project tests/MPruner.Benchmarks -- reproduce) ")]
    private static partial Regex Benchmark();

    [GeneratedRegex("^/usr/bin/python3 (?=[\\w/]+\\.py)")]
    private static partial Regex Script();

    [GeneratedRegex("^--[a-z]")]
    private static partial Regex Option();

    [GeneratedRegex(@"mpruner ((?:inspect|analyze|merge|prune|verify|report|summary|key|cache|doctor|engine) ?[^\n&]*(?:\n +--[^\n]*)*)")]
    private static partial Regex InPipeline();

    [GeneratedRegex(@"\n\s*")]
    private static partial Regex Continuation();

    [GeneratedRegex(">.*$")]
    private static partial Regex Redirection();
}
