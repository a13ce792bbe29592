using MPruner.Tool.Commands;
using MPruner.Tool.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Commands;

public sealed class MakingAReport : IDisposable
{
    private static readonly string Json = ReportJson.Print(Example.Document(Example.Pruned([1])));
    private readonly ToolSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void WritesThePageBesideTheJson()
    {
        var (exit, _) = Report(Json);

        Assert.Equal(0, exit);
        Assert.Equal(sandbox.Folder["result.html"] + "\n", sandbox.Out.ToString());
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\">", File.ReadAllText(sandbox.Folder["result.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void WritesThePageWhereItShall()
    {
        var (exit, _) = Report(Json, "--output", sandbox.Folder["here/page.HTML"]);

        Assert.Equal(0, exit);
        Assert.True(File.Exists(sandbox.Folder["here/page.HTML"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"command\":\"prune\",\"model\":3}")]
    public void RefusesOtherFiles(string json) => Assert.Equal((2, "MPR5008"), Report(json));

    [Fact]
    public void RefusesAFileThatIsNotThere()
    {
        var exit = CommandTree.Run(["report", sandbox.Folder["none.json"]], sandbox.Context);

        Assert.Equal(3, exit);
        Assert.Contains("MPR3101", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesAPageOfAnotherKindAndTheResultItself()
    {
        Assert.Equal((2, "MPR5009"), Report(Json, "--output", sandbox.Folder["page.pdf"]));
        var page = sandbox.Folder.Write("page.html", [1]);
        Assert.Equal(2, CommandTree.Run(["report", page, "--output", page], sandbox.Context));
        Assert.Contains("MPR5005", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Every token in turn is missing or of another kind: a page or a coded error, never a crash.</summary>
    [Fact]
    public void TakesOrRefusesWhateverIsDamaged()
    {
        JToken?[] others = [null, JValue.CreateNull(), "text", -1, new JArray(0, 99999)];
        var faults = new List<string>();
        var paths = JObject.Parse(Json).Descendants().Where(token => token is not JProperty).Select(token => token.Path).ToList();
        foreach (var path in paths)
        {
            foreach (var other in others)
            {
                var json = JObject.Parse(Json);
                var token = json.SelectToken(path)!;
                if (other is not null)
                {
                    token.Replace(other.DeepClone());
                }
                else if (token.Parent is JProperty property)
                {
                    property.Remove();
                }
                else
                {
                    token.Remove();
                }

                var (exit, code) = Report(json.ToString());
                if ((exit, code) is not ((0, null) or (2, "MPR5008")))
                {
                    faults.Add($"{path} as {other?.ToString() ?? "missing"}: {exit} {sandbox.Error}");
                }
            }
        }

        Assert.Empty(faults);
    }

    [Fact]
    public void OfAnAnalysisRefusesAPictureOfAnotherKind()
    {
        var exit = CommandTree.Run(["analyze", "model.pt", "--heatmap", "cka.jpg"], sandbox.Context);

        Assert.Equal(2, exit);
        Assert.StartsWith("cka.jpg : error MPR5009: --heatmap writes SVG and PNG", sandbox.Error.ToString(), StringComparison.Ordinal);
    }

    private (int Exit, string? Code) Report(string json, params string[] options)
    {
        File.WriteAllText(sandbox.Folder["result.json"], json);
        sandbox.Error.GetStringBuilder().Clear();
        var exit = CommandTree.Run(["report", sandbox.Folder["result.json"], .. options], sandbox.Context);
        var error = sandbox.Error.ToString();
        var at = error.IndexOf("error MPR", StringComparison.Ordinal);
        return (exit, at < 0 ? null : error.Substring(at + 6, 7));
    }
}
