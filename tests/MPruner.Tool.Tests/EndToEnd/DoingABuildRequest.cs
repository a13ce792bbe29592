using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

public sealed class DoingABuildRequest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ToolProcess tool;

    public DoingABuildRequest()
    {
        tool = new ToolProcess(folder);
        tool.Model("residual_cnn.scripted.pt", "good.pt");
        tool.Model("os_system.pt", "bad.pt");
        tool.Data("data.npz", 192);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AModelThatFailsDoesNotKeepTheOthersFromBeingDone()
    {
        var (exit, output, error) = Run("bad", "good");

        Assert.Equal(3, exit);
        Assert.Matches($"{folder["bad.pt"]} : error MPR1104: ", error);
        const string Removed = "4 of 6 blocks removed, 2 inner dimensions narrowed, 3,270 → [0-9,]+ parameters";
        Assert.Matches($"^good.pt: {Removed} \\(−[0-9.]+%\\), drop .*\n$", output);
        Assert.False(File.Exists(folder["obj/bad.pt"]));
        Assert.False(File.Exists(folder["obj/bad.json"]));
        var report = JObject.Parse(File.ReadAllText(folder["obj/good.json"]));
        Assert.Equal(Files.Hash(folder["obj/good.pt"]), (string?)report["output"]!["sha256"]);
    }

    [Fact]
    public void TheSameRequestIsAHitThatWritesNothing()
    {
        Run("good");
        var time = new DateTime(2020, 2, 2, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(folder["obj/good.pt"], time);
        File.SetLastWriteTimeUtc(folder["obj/good.json"], time);

        var (exit, output, _) = Run("good");

        Assert.Equal(0, exit);
        Assert.EndsWith("(cached)\n", output, StringComparison.Ordinal);
        Assert.Equal(time, File.GetLastWriteTimeUtc(folder["obj/good.pt"]));
        Assert.Equal(time, File.GetLastWriteTimeUtc(folder["obj/good.json"]));
    }

    [Fact]
    public void ThePruneCommandGivesTheSameBytes()
    {
        Run("good");

        string[] options = ["--threshold", "0", "--max-drop", "1e9", "--threads", "1", "--no-cache"];
        tool.Run(["prune", "good.pt", "--calibration", "data.npz", "--output", "byhand.pt", .. options]);

        Assert.Equal(File.ReadAllBytes(folder["obj/good.pt"]), File.ReadAllBytes(folder["byhand.pt"]));
    }

    [Fact]
    public void TheFindingsAboutAllModelsAreInOneSarifFile()
    {
        var request = Request("bad", "good");

        var (exit, _, _) = tool.Run("build", request, "--sarif", "findings.sarif");

        Assert.Equal(3, exit);
        var run = JObject.Parse(File.ReadAllText(folder["findings.sarif"]))["runs"]![0]!;
        Assert.Equal("error MPR1104 bad.pt", Describe(run["results"]![0]!));
        Assert.Contains("warning MPR2302 good.pt", run["results"]!.Select(Describe));
        Assert.Equal(3, (int)run["invocations"]![0]!["exitCode"]!);
    }

    private static string Describe(JToken result)
    {
        var address = new Uri((string)result["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!);
        return $"{result["level"]} {result["ruleId"]} {Path.GetFileName(address.LocalPath)}";
    }

    private (int Exit, string Out, string Error) Run(params string[] models) => tool.Run("build", Request(models));

    private string Request(params string[] models)
    {
        var request = new JObject
        {
            ["models"] = new JArray(models.Select(name => new JObject
            {
                ["input"] = folder[name + ".pt"],
                ["calibration"] = folder["data.npz"],
                ["output"] = folder[$"obj/{name}.pt"],
                ["report"] = folder[$"obj/{name}.json"],
                ["page"] = folder[$"obj/{name}.html"],
                ["options"] = new JObject { ["threshold"] = 0, ["maxDrop"] = 1e9, ["threads"] = 1 },
            })),
        };
        File.WriteAllText(folder["request.json"], request.ToString());
        return "request.json";
    }
}
