using System.Security.Cryptography;
using System.Text;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Reporting.Html;

public sealed class AReportPage
{
    private static readonly Page Pruned = Page.Of(Example.Pruned([1, 2, 3]));

    [Fact]
    public void IsTheSameForTheSameResult()
    {
        var printed = MPruner.Tool.Reporting.ReportJson.Print(Example.Document(Example.Pruned([1, 2, 3])));

        Assert.Equal(Pruned.Html, Page.Of(JObject.Parse(printed)).Html);
    }

    [Theory]
    [InlineData("http:")]
    [InlineData("https:")]
    [InlineData("src=")]
    [InlineData("href=")]
    [InlineData("url(")]
    [InlineData("@import")]
    [InlineData("<link")]
    public void RefersToNothingElse(string reference) => Assert.DoesNotContain(reference, Pruned.Html, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void AllowsItsOwnScriptAndNothingElse()
    {
        var script = Assert.Single(Pruned.All("script")).Value;
        var meta = Pruned.All("meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy");
        var (policy, hash) = ((string)meta.Attribute("content")!, SHA256.HashData(Encoding.UTF8.GetBytes(script)));

        Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
        Assert.Contains($"'sha256-{Convert.ToBase64String(hash)}'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Pruned.Root.Descendants().SelectMany(element => element.Attributes()),
            attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void HasHeadingsInOrder()
    {
        var levels = Pruned.Root.Descendants().Select(element => element.Name.LocalName)
            .Where(name => name is ['h', >= '1' and <= '6']).Select(name => name[1] - '0').ToList();

        Assert.Equal(1, levels[0]);
        Assert.Single(levels, 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
    }

    [Fact]
    public void SaysWhatEveryPictureShows() => Assert.All(Pruned.All("svg"), svg =>
    {
        var isHidden = (string?)svg.Attribute("aria-hidden") == "true";
        Assert.True(isHidden || ((string?)svg.Attribute("role") == "img" && ((string?)svg.Attribute("aria-label"))?.Length > 0));
    });

    [Fact]
    public void NamesEachIdOnce()
    {
        var ids = Pruned.Root.Descendants().Select(element => (string?)element.Attribute("id")).OfType<string>().ToList();

        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Pruned.WithClass("map"), map => Assert.Contains((string)map.Attribute("aria-describedby")!, ids));
    }

    [Fact]
    public void BeginsWithWhatBecameOfTheModel()
    {
        var header = Page.Text(Assert.Single(Pruned.All("header")));

        const string Lead = "model.pt 1 of 3 blocks removed, 1 inner dimension narrowed, weights stored as int8 in 31 steps.";
        Assert.Contains(Lead, header, StringComparison.Ordinal);
        Assert.Contains("✓ Accepted on held-out data", header, StringComparison.Ordinal);
        Assert.Contains("Parameters 144,570 → 120,986 −16.3%", header, StringComparison.Ordinal);
        Assert.Contains("Accuracy 92.40% → 92.20% drop 0.20 points, on 5,000 examples", header, StringComparison.Ordinal);
    }

    [Fact]
    public void ShowsTheDropBesideTheLimit()
    {
        var section = Page.Text(Pruned.All("section").Single(section => section.Element("h2")?.Value == "Drop in quality"));

        Assert.Contains("Mean drop 0.20 points", section, StringComparison.Ordinal);
        Assert.Contains("95% interval -0.15 to 0.55", section, StringComparison.Ordinal);
        Assert.Contains("Upper bound at confidence 0.5 0.20 points", section, StringComparison.Ordinal);
        Assert.Contains("Largest accepted drop 1.00 points", section, StringComparison.Ordinal);
    }

    [Fact]
    public void HasACellForEveryTwoBlocks()
    {
        var titles = Pruned.WithClass("cells").Single().Elements("g").Select(cell => cell.Element("title")!.Value).ToList();

        Assert.Equal(9, titles.Count);
        Assert.Equal("stage1.0", titles[0]);
        Assert.Equal("stage1.1 and stage1.0: raw 0.988, standardised 0.970", titles[3]);
        Assert.Equal("stage1.0 and stage1.2: raw ?, standardised 0.200", titles[2]);
    }

    [Fact]
    public void ShowsTheRawSimilarityBelowTheDiagonalAndTheStandardisedAbove()
    {
        var digits = Pruned.WithClass("cells").Single().Elements("g").Select(cell => cell.Element("text")?.Value).ToList();

        Assert.Equal([null, "97", "20", "98", null, "40", "?", "50", null], digits);
    }

    [Fact]
    public void OutlinesClustersOfSeveralBlocks()
    {
        var outline = Pruned.WithClass("outline").Except(Pruned.WithClass("under"));
        var cell = Pruned.WithClass("cells").Single().Descendants("rect").First();

        Assert.Equal(2 * (int)cell.Attribute("width")!, (int)Assert.Single(outline).Attribute("width")!);
    }

    [Fact]
    public void MarksWhatBecameOfEachBlock()
    {
        Assert.Equal(
            ["narrowed", "removed", "fixed"],
            Pruned.WithClass("ribbon").Single().Elements("li").Select(block => (string)block.Attribute("class")!));
        Assert.Equal(
            [
                "0 stage1.0 narrowed conv2: 9 of 16 channels, −2,030 4,672 → 2,642",
                "1 stage1.1 removed 4,672 → 0",
                "2 stage1.2 has to stay 4,672",
            ],
            Rows("blocks"));
    }

    [Fact]
    public void SaysWhyTheRestStays() => Assert.Equal(
        ["stage1.2: its output's shape is not its input's", "units of stage1.2: conv1 is a grouped convolution."],
        Pruned.WithClass("reasons").Single().Elements("li").Select(reason => reason.Value));

    [Fact]
    public void ListsEveryAttempt() => Assert.Equal(
        [
            "1 stage1.1, stage1.2 ✗ rejected: drop 0.25 > 0.01 0.500 0.750 0.500 ? 25.00 points",
            "2 stage1.1 and units of 1 inner dimension (2,030 parameters) ✓ accepted 0.988 0.969 0.063 0.984 0.20 points",
            "3 – (weights stored as int8 in 31 steps) ✓ accepted 0.20 points",
        ],
        Rows("attempts"));

    [Fact]
    public void HasFilesWithHashesWarningsExamplesAndTimes()
    {
        Assert.All(Pruned.WithClass("hash"), hash => Assert.Equal(64, hash.Value.Length));
        Assert.Equal(4, Pruned.WithClass("hash").Count());
        Assert.Equal("1 warning MPR2901 Few examples.", Page.Text(Pruned.WithClass("warnings").Single()));
        var run = Page.Text(Pruned.WithClass("run").Single());
        Assert.Contains("measuring 2.5 s", run, StringComparison.Ordinal);
        Assert.Contains("calibration 4,096 of these measured 512 comparing candidates 2,500", run, StringComparison.Ordinal);
    }

    [Fact]
    public void HasTheCommandThatRepeatsIt() => Assert.Equal(
        "mpruner prune model.pt --calibration data/model.calibration.npz --evaluation data/model.evaluation.npz --threads 2 --seed 7",
        Page.Text(Pruned.WithClass("command").Single()).Replace(" \\", "", StringComparison.Ordinal));

    [Fact]
    public void OfAnAnalysisHasSimilaritiesAlone()
    {
        var json = Example.Document(Example.Pruned([1]) with { Output = null, Quality = null, Warnings = [] });
        json["command"] = "analyze";
        json.Remove("output");
        var page = Page.Of(json);

        Assert.Empty(page.WithClass("badge"));
        Assert.Empty(page.WithClass("attempts"));
        Assert.Single(page.WithClass("heat"));
        Assert.Contains("What each cluster could lose", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("--max-drop", Page.Text(page.WithClass("command").Single()), StringComparison.Ordinal);
    }

    [Fact]
    public void OfARunWithoutAnAcceptedCandidateSaysSo()
    {
        var page = Page.Of(Example.Pruned([1]) with { Quality = null, Removed = [], Narrowed = [], Stored = null });

        Assert.Contains("the original is kept, byte for byte", page.Html, StringComparison.Ordinal);
        Assert.Contains("None of 3 blocks removed.", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAModelWithoutAChainIsAPageToo() =>
        Assert.Empty(Page.Of(Example.Pruned([1]) with { Chains = [], Removed = [], Narrowed = [], Verdicts = [] }).WithClass("chain"));

    private static IEnumerable<string> Rows(string table) =>
        Pruned.WithClass(table).Single().Element("tbody")!.Elements("tr").Select(Page.Text);
}
