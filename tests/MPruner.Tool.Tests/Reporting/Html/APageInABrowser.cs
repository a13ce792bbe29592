using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Reporting.Html;

public sealed class APageInABrowser : IDisposable
{
    private const int Phone = 360;
    private const int Desk = 1_200;
    private static readonly string Script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reporting", "Html", "measure.html"));
    private readonly TemporaryFolder folder = new();

    public APageInABrowser() => Chromium.OrSkip();

    public static TheoryData<string, int, bool> Views =>
        new MatrixTheoryData<string, int, bool>(["pruned", "long", "hostile"], [Phone, Desk], [false, true]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Views))]
    public void IsReadableAndLoadsNothing(string page, int width, bool isDark)
    {
        File.WriteAllText(folder["page.html"], Page.Of(Document(page)).Html);
        File.WriteAllText(
            folder["measure.html"], Script.Replace("WIDTH", width.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        var (dom, console, requests) = Chromium.Open(folder, folder["measure.html"], isDark);

        Assert.Empty(console);
        Assert.Empty(requests);
        var text = dom.Split("<pre id=\"found\">")[1].Split("</pre>")[0];
        var found = JObject.Parse(WebUtility.HtmlDecode(text));
        Assert.Equal(isDark, (bool)found["isDark"]!);
        Assert.InRange((int)found["width"]!, 1, width);
        Assert.Empty(found["wider"]!);
        Assert.InRange((int)found["texts"]!, 80, int.MaxValue);
        Assert.Empty(found["pale"]!);
        Assert.Empty(found["tiny"]!);
        Assert.Equal(0, (int)found["nameless"]!);
        Assert.Empty(found["resources"]!);
    }

    [Fact]
    public void ReadsTheCellsOutThatTheArrowKeysChoose()
    {
        File.WriteAllText(folder["page.html"], Page.Of(Document("pruned")).Html);
        File.WriteAllText(folder["measure.html"], Script.Replace("WIDTH", "800", StringComparison.Ordinal));

        var (dom, _, _) = Chromium.Open(folder, folder["measure.html"], isDark: false);

        Assert.Contains("\"below\":\"stage1.1 and stage1.0: raw 0.988, standardised 0.970\"", dom, StringComparison.Ordinal);
        Assert.Contains("\"right\":\"stage1.0 and stage1.1: raw 0.988, standardised 0.970\"", dom, StringComparison.Ordinal);
    }

    /// <summary>Else the others would see nothing whatever a page did.</summary>
    [Fact]
    public void IsSeenWhenItWritesToTheConsoleOrAsksTheNetwork()
    {
        File.WriteAllText(folder["page.html"], "<!DOCTYPE html><img src='http://page.invalid/x.png'><script>console.log('hello')</script>");

        var (_, console, requests) = Chromium.Open(folder, folder["page.html"], isDark: false);

        Assert.Contains("hello", Assert.Single(console), StringComparison.Ordinal);
        Assert.Contains("http://page.invalid/x.png", Assert.Single(requests), StringComparison.Ordinal);
    }

    private static JObject Document(string page)
    {
        var result = Example.Pruned([1, 2, 3]);
        return Example.Document(page switch
        {
            "long" => result with { Chains = [Long("encoder.layer", 50), Long("decoder", 12), Long("head", 24)] },
            "hostile" => result with { Chains = [Long(new string('w', 120) + "<script>alert(1)</script>", 6)] },
            _ => result,
        });
    }

    private static ChainReport Long(string path, int count)
    {
        var cka = new SimilarityMatrix(count);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                cka[i, j] = i == 3 ? null : 1 - (Math.Abs(i - j) / (double)count);
            }
        }

        ImmutableArray<BlockReport> blocks =
        [
            .. Enumerable.Range(0, count)
                .Select(i => new BlockReport($"{path}.{i}", "__torch__.Block", 1_000_000_000L / (i + 1), i > 0, "no reason")),
        ];
        return new ChainReport(path, blocks) { Cka = cka, Clusters = [[0, 1, 2], [.. Enumerable.Range(3, count - 3)]] };
    }
}
