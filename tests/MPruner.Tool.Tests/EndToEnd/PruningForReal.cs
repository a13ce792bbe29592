using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

/// <summary>A toy CNN with random weights: threshold 0 without a guard removes all blocks except the anchors.</summary>
public sealed class PruningForReal : IDisposable
{
    private static readonly string[] Everything =
        ["prune", "model.pt", "--threshold", "0", "--max-drop", "1e9", "--threads", "1", "--json"];
    private readonly TemporaryFolder folder = new();
    private readonly ToolProcess tool;

    public PruningForReal()
    {
        tool = new ToolProcess(folder);
        tool.Model("residual_cnn.scripted.pt");
        tool.Data("model.calibration.npz", 192);
        tool.Data("model.evaluation.npz", 256);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void RanksEveryRunOfBlocksByTheCriteriaAsked()
    {
        var (exit, output, _) = tool.Run("analyze", "model.pt", "--threads", "1", "--json", "--criteria", "cosine,angular");

        Assert.Equal(0, exit);
        foreach (var chain in JObject.Parse(output)["chains"]!)
        {
            // The first block has nothing before it to compare with: n blocks have n(n−1)/2 runs.
            var blocks = chain["blocks"]!.Count();
            Assert.Equal(blocks * (blocks - 1) / 2, chain["candidates"]!.Count());
            var singles = chain["candidates"]!
                .Where(run => run["blocks"]!.Count() == 1)
                .OrderBy(run => (int)run["ranks"]!["cosine"]!)
                .ToList();
            Assert.Equal(singles.OrderByDescending(run => (double)run["values"]!["cosine"]!), singles);
            Assert.All(singles, run => Assert.InRange((double)run["values"]!["angular"]!, 1e-6, 1));
        }
    }

    [Fact]
    public void TheReportIsCompleteAndVerifyAgrees()
    {
        var (exit, output, _) = tool.Run(Everything);

        Assert.Equal(0, exit);
        var json = JObject.Parse(output);
        Assert.Equal(
            [
                "command", "model", "output", "calibration", "evaluation", "parameters", "bytes", "chains", "removed", "narrowed",
                "storage", "verdicts", "quality", "examples", "warnings", "timings", "engine", "options", "threads", "seed",
            ],
            json.Properties().Select(member => member.Name));
        Assert.Equal(["stage1.1", "stage1.2", "stage2.1", "stage2.2"], json["removed"]!.Select(path => (string)path!));
        Assert.Equal(Files.Hash(folder["model.pt"]), (string)json["model"]!["sha256"]!);
        Assert.Equal(Files.Hash(folder["model.pruned.pt"]), (string)json["output"]!["sha256"]!);
        Assert.Equal(Files.Hash(folder["model.evaluation.npz"]), (string)json["evaluation"]!["sha256"]!);
        Assert.Equal(new FileInfo(folder["model.pruned.pt"]).Length, (long)json["bytes"]!["after"]!);

        var (verified, verdict, _) = tool.Run("verify", "model.pt", "model.pruned.pt", "--max-drop", "1", "--threads", "1", "--json");
        Assert.Equal(0, verified);
        Assert.True((bool)JObject.Parse(verdict)["quality"]!["accepted"]!);
        Assert.Equal(json["parameters"]!.ToString(), JObject.Parse(verdict)["parameters"]!.ToString());
    }

    [Fact]
    public void TheSecondRunIsAHitWithTheSameObjectAndLeavesTheFileAlone()
    {
        var (_, first, _) = tool.Run(Everything);
        var time = new DateTime(2020, 2, 2, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(folder["model.pruned.pt"], time);

        var (exit, second, _) = tool.Run(Everything);

        Assert.Equal(0, exit);
        Assert.Equal(first, second);
        Assert.Equal(time, File.GetLastWriteTimeUtc(folder["model.pruned.pt"]));
    }

    [Fact]
    public void TwoFoldersWithoutACacheGiveTheSameBytesAndTheSameObject()
    {
        var first = tool.Run([.. Everything, "--no-cache"]);
        Directory.CreateDirectory(folder["elsewhere"]);
        foreach (var file in new[] { "model.pt", "model.calibration.npz", "model.evaluation.npz" })
        {
            File.Move(folder[file], folder["elsewhere/" + file]);
        }

        var second = tool.Run([.. Everything.Select(arg => arg == "model.pt" ? "elsewhere/model.pt" : arg), "--no-cache"]);

        Assert.Equal(File.ReadAllBytes(folder["model.pruned.pt"]), File.ReadAllBytes(folder["elsewhere/model.pruned.pt"]));
        Assert.Equal(WithoutTimes(first.Out), WithoutTimes(second.Out.Replace("elsewhere/", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void WeightsAreStoredAsAskedAndEveryCommandReadsThem()
    {
        var (exit, output, _) = tool.Run([.. Everything, "--storage", "int8"]);
        var inspected = tool.Run("inspect", "model.pruned.pt", "--json");
        var (verified, verdict, _) = tool.Run("verify", "model.pt", "model.pruned.pt", "--max-drop", "1", "--threads", "1", "--json");
        var again = tool.Run(
            "prune", "model.pruned.pt", "--calibration", "model.calibration.npz", "--threads", "1", "--json", "--storage", "int8");

        Assert.Equal([0, 0, 0, 0], [exit, inspected.Exit, verified, again.Exit]);
        var json = JObject.Parse(output);
        Assert.Equal("int8", (string)json["storage"]!["form"]!);
        Assert.Equal(new FileInfo(folder["model.pruned.pt"]).Length, (long)json["bytes"]!["after"]!);
        Assert.InRange((double)json["bytes"]!["after"]! / (double)json["bytes"]!["before"]!, 0, 0.5);
        Assert.Equal((long)json["parameters"]!["after"]!, (long)JObject.Parse(inspected.Out)["parameters"]!["before"]!);
        Assert.Equal(json["parameters"]!.ToString(), JObject.Parse(verdict)["parameters"]!.ToString());
    }

    [Fact]
    public void NothingRemovableIsAResultWithAWarning()
    {
        var (exit, output, error) = tool.Run(
            "prune", "model.pt", "--threshold", "1", "--width", "false", "--threads", "1", "--json");

        Assert.Equal(0, exit);
        Assert.Matches("model.pt : warning MPR2[0-9]{3}: ", error);
        Assert.Empty(JObject.Parse(output)["removed"]!);
        Assert.Equal(File.ReadAllBytes(folder["model.pt"]), File.ReadAllBytes(folder["model.pruned.pt"]));
    }

    [Fact]
    public void ASummaryIsMarkdownAndTheSameFromTheCache()
    {
        var (exit, output, _) = tool.Run([.. Everything.Where(arg => arg != "--json"), "--summary", "markdown"]);
        var again = tool.Run([.. Everything.Where(arg => arg != "--json"), "--summary", "markdown"]);

        Assert.Equal(0, exit);
        const string Head = "### model.pt\n\n| | before | after | change |\n|---|---:|---:|---:|\n";
        Assert.StartsWith(Head + "| parameters | ", output, StringComparison.Ordinal);
        Assert.Contains(" removed (`", output, StringComparison.Ordinal);
        Assert.Equal(output, again.Out);
    }

    [Fact]
    public void TheReportGivesTheSameSummary()
    {
        var (_, pruned, _) = tool.Run([.. Everything.Where(arg => arg != "--json"), "--summary", "markdown", "--report", "report.json"]);

        var (exit, output, _) = tool.Run("summary", "report.json", "report.json");

        Assert.Equal(0, exit);
        Assert.Equal($"{pruned}\n{pruned}", output);
    }

    [Theory]
    [InlineData("{}", "not the report of a prune")]
    [InlineData("no JSON", "Expected the report of a build")]
    public void ASummaryOfAnotherFileIsRefused(string content, string expected)
    {
        File.WriteAllText(folder["other.json"], content);

        var (exit, output, error) = tool.Run("summary", "other.json");

        Assert.NotEqual(0, exit);
        Assert.Empty(output);
        Assert.Matches($"^other.json : error MPR5008: .*{expected}", error);
    }

    [Fact]
    public void ASummaryAndJsonAtOnceAreRefused()
    {
        var (exit, output, error) = tool.Run([.. Everything, "--json", "--summary", "markdown"]);

        Assert.Equal(2, exit);
        Assert.Empty(output);
        Assert.Contains("expected one of them", error, StringComparison.Ordinal);
    }

    [Fact]
    public void VerifyBeyondTheLargestDropIsExitCodeOne()
    {
        tool.Model("parent_adds.scripted.pt", "adds.pt");
        tool.Vectors("adds.evaluation.npz", 128);
        tool.Vectors("adds.calibration.npz", 128);
        string[] data = ["--calibration", "adds.calibration.npz", "--evaluation", "adds.evaluation.npz"];
        tool.Run(["prune", "adds.pt", .. data, "--threshold", "0", "--max-drop", "1e9", "--recovery", "None", "--threads", "1"]);

        var same = tool.Run("verify", "adds.pt", "adds.pt", "--max-drop", "0", "--threads", "1");
        var (exit, _, error) = tool.Run("verify", "adds.pt", "adds.pruned.pt", "--max-drop", "0", "--threads", "1");

        Assert.Equal([0, 1], [same.Exit, exit]);
        Assert.Contains("adds.pruned.pt : error MPR3404: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoProcessesAtTheSameTimeAgree()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var one = tool.Start([], [.. Everything, "--output", "one.pt"]);
        using var two = tool.Start([], [.. Everything, "--output", "two.pt"]);
        var texts = await Task.WhenAll(one.StandardOutput.ReadToEndAsync(cancel), two.StandardOutput.ReadToEndAsync(cancel));
        await Task.WhenAll(one.WaitForExitAsync(cancel), two.WaitForExitAsync(cancel));

        Assert.Equal([0, 0], [one.ExitCode, two.ExitCode]);
        Assert.Equal(Files.Hash(folder["one.pt"]), Files.Hash(folder["two.pt"]));

        // One computed, and the other took its result: even the times are equal.
        Assert.Equal(JObject.Parse(texts[0])["timings"]!.ToString(), JObject.Parse(texts[1])["timings"]!.ToString());
    }

    [Fact]
    public void AnalyzeMeasuresAndInspectNeedsNoLibtorch()
    {
        var (exit, output, _) = tool.Run("analyze", "model.pt", "--threads", "1", "--json", "--compare-forward");
        var inspected = tool.Run([("MPRUNER_LIBTORCH", folder["none"])], "inspect", "model.pt", "--json");

        Assert.Equal([0, 0], [exit, inspected.Exit]);
        var measured = JObject.Parse(output);
        Assert.Equal(1.0, (double)measured["chains"]![0]!["cka"]![0]![0]!, 5);
        Assert.NotEqual(JTokenType.Null, measured["timings"]!["forward"]!.Type);
        Assert.Equal(measured["chains"]![0]!["blocks"]!.ToString(), JObject.Parse(inspected.Out)["chains"]![0]!["blocks"]!.ToString());
    }

    [Fact]
    public void WithoutStandardisingOnlyTheRawSimilarityIsThere()
    {
        var (_, output, _) = tool.Run("analyze", "model.pt", "--threads", "1", "--json", "--no-standardised");

        var chain = (JObject)JObject.Parse(output)["chains"]![0]!;
        Assert.NotNull(chain["cka"]);
        Assert.Null(chain["ckaStandardised"]);
    }

    private static string WithoutTimes(string text)
    {
        var json = JObject.Parse(text);
        json.Remove("timings");
        return json.ToString();
    }
}
