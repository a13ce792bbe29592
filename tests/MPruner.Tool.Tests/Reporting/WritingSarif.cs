using MPruner.Shared.Reporting;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Reporting;

/// <summary>The standard's sections are in brackets.</summary>
public sealed class WritingSarif
{
    private static readonly Finding Hostile = new(true, "MPR1104", "model.pt", "Found the global 'os.system'.");
    private static readonly Finding Weak = new(false, "MPR2301", "model.pt", "With 128 examples …");

    [Fact]
    public void GivesTheMembersOfALog()
    {
        var log = Log(Hostile);

        Assert.Equal("2.1.0", (string?)log["version"]); // 3.13.2
        Assert.EndsWith("/sarif-schema-2.1.0.json", (string?)log["$schema"], StringComparison.Ordinal);
        Assert.Single(log["runs"]!); // 3.13.4
    }

    [Fact]
    public void NamesTheTool()
    {
        var driver = Run(Hostile)["tool"]!["driver"]!; // 3.14.6, 3.18.2

        Assert.Equal("mpruner", (string?)driver["name"]); // 3.19.8
        Assert.Matches(@"^\d+\.\d+\.\d+$", (string?)driver["version"]);
    }

    [Fact]
    public void SaysHowTheCommandEnded()
    {
        var invocation = Run(Hostile)["invocations"]!.Single();

        Assert.False((bool)invocation["executionSuccessful"]!); // 3.20.14
        Assert.Equal(3, (int)invocation["exitCode"]!);
    }

    [Fact]
    public void GivesAResultForEachFinding()
    {
        var results = Run(Hostile, Weak)["results"]!; // 3.14.23

        Assert.Equal(["MPR1104", "MPR2301"], results.Select(result => (string?)result["ruleId"]));
        Assert.Equal(["error", "warning"], results.Select(result => (string?)result["level"])); // 3.27.10
        Assert.Equal(Hostile.Message, (string?)results[0]!["message"]!["text"]); // 3.27.11, 3.11.8
    }

    [Fact]
    public void ExplainsEachCodeOnce()
    {
        var run = Run(Weak, Hostile, Weak);
        var rules = run["tool"]!["driver"]!["rules"]!;

        Assert.Equal(["MPR1104", "MPR2301"], rules.Select(rule => (string?)rule["id"])); // 3.49.3
        Assert.Equal([1, 0, 1], run["results"]!.Select(result => (int)result["ruleIndex"]!)); // 3.27.6
        Assert.All(rules, rule => Assert.EndsWith(".", (string?)rule["shortDescription"]!["text"], StringComparison.Ordinal)); // 3.49.9
        Assert.All(rules, rule => Assert.EndsWith(".", (string?)rule["help"]!["text"], StringComparison.Ordinal)); // 3.49.13
        Assert.Equal(["error", "warning"], rules.Select(rule => (string?)rule["defaultConfiguration"]!["level"])); // 3.50.3
    }

    [Fact]
    public void HasAnEmptyListWithoutFindings() => Assert.Empty(Run()["results"]!);

    [Theory]
    [InlineData("models/my model.pt", "models/my%20model.pt")]
    [InlineData("../a#b.pt", "../a%23b.pt")]
    [InlineData("/src/my app/model.pt", "file:///src/my%20app/model.pt")]
    public void NamesAFileAsTheUserDid(string file, string expected) =>
        Assert.Equal(expected, (string?)Run(Hostile with { File = file })
            ["results"]![0]!["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]); // 3.4.3

    [Fact]
    public void GivesNoPlaceToAnErrorOfTheToolItself() =>
        Assert.Null(Run(Hostile with { File = "mpruner" })["results"]![0]!["locations"]);

    [Fact]
    public void DoublesBracesThatAreNoPlaceholders() =>
        Assert.Equal("{{'a': 1}}", (string?)Run(Hostile with { Message = "{'a': 1}" })["results"]![0]!["message"]!["text"]); // 3.11.5

    private static JToken Run(params Finding[] findings) => Log(findings)["runs"]![0]!;

    private static JObject Log(params Finding[] findings)
    {
        var log = new SarifLog();
        foreach (var finding in findings)
        {
            log.Add(finding);
        }

        return log.Write(ExitCode.BadInput);
    }
}
