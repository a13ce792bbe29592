using MPruner.Tool.Tests.Reporting.Html;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

public sealed class RepeatingAReport : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ToolProcess tool;

    public RepeatingAReport()
    {
        tool = new ToolProcess(folder);
        tool.Model("residual_cnn.scripted.pt");
        tool.Data("model.calibration.npz", 192);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("prune", "--threshold", "0", "--max-drop", "1e9", "--recovery", "none", "--storage", "int8")]
    [InlineData("analyze", "--threshold", "0.5", "--no-standardised")]
    public void ThePageIsTheOneThatIsMadeOfTheJson(string command, params string[] options)
    {
        var (exit, json, _) = tool.Run(
            [command, "model.pt", .. options, "--threads", "1", "--json", "--report", "page.html", "--heatmap", "cka.svg"]);
        File.WriteAllText(folder["result.json"], json);

        var (again, output, _) = tool.Run("report", "result.json");

        Assert.Equal((0, 0, "result.html\n"), (exit, again, output));
        Assert.Equal(File.ReadAllText(folder["page.html"]), File.ReadAllText(folder["result.html"]));
        Assert.Contains("stage1.0 and stage1.1", File.ReadAllText(folder["cka.svg"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prune", "--threshold", "0", "--max-drop", "1e9", "--recovery", "none", "--storage", "int8", "--seed", "3")]
    [InlineData("analyze", "--threshold", "0.5", "--no-standardised", "--blocks", "stage1.*")]
    public void TheCommandOfThePageGivesTheSameResult(string command, params string[] options)
    {
        var (_, first, _) = tool.Run([command, "model.pt", .. options, "--threads", "1", "--json"]);
        var shown = Page.Text(Page.Of(JObject.Parse(first)).WithClass("command").Single());
        var words = shown.Replace(" \\ ", " ", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal).Split(' ');

        var (exit, second, _) = tool.Run([.. words.Skip(1), "--no-cache", "--json"]);

        Assert.Equal(0, exit);
        Assert.Equal(WithoutTimes(first), WithoutTimes(second));
    }

    private static string WithoutTimes(string json)
    {
        var result = JObject.Parse(json);
        result.Remove("timings");
        return result.ToString();
    }
}
