using System.Collections.Immutable;
using System.Diagnostics;
using System.Xml.Linq;
using MPruner.Core.Reports;
using MPruner.Shared.Reporting;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Reporting.Html;

public sealed class AHostileName
{
    public static TheoryData<string> Names =>
    [
        "<script>alert(1)</script>",
        "\"onload=\"alert(1)",
        "' onmouseover='alert(1)",
        "</style></title></bdi><img>",
        "a&b&amp;c",
        "\u202Egnp.exe",
        "line\nline\u2028end",
        "\u0000",
        "\uD800half a pair",
        "$(touch /tmp/owned) `id` ; rm -rf * \\ \"q\" 'q'",
        "-rf",
        "模型 é 🙂.pt",
    ];

    public static TheoryData<string> FileNames =>
        [.. Names.Select(row => row.Data).Where(name => !name.Contains('\0', StringComparison.Ordinal) && name[0] != '\uD800')];

    [Theory]
    [MemberData(nameof(Names))]
    public void IsTextWhereverItStands(string name)
    {
        var page = Page.Of(Named(name));

        Assert.Single(page.All("script"));
        Assert.Empty(page.All("img"));
        Assert.DoesNotContain("\u202E", page.Html, StringComparison.Ordinal);
        var attributes = page.Root.Descendants().Attributes().Select(attribute => attribute.Name.LocalName);
        Assert.DoesNotContain(attributes, attribute => attribute.StartsWith("on", StringComparison.Ordinal));
        Assert.Equal(Shown(name), page.WithClass("blocks").Single().Descendants("span").First().Value);
        Assert.Equal(Shown(Path.GetFileName(name)), page.All("h1").Single().Value);
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void IsOneWordOfTheCommandAsItIs(string name)
    {
        var command = Page.Of(Named(name)).WithClass("command").Single().Value;

        var words = Bash($"mpruner() {{ printf '%s\\0' \"$@\"; }}\n{command}").Split('\0');

        Assert.Equal(name.StartsWith('-') ? "./" + name : name, words[1]);
        Assert.Equal("--calibration", words[2]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LeavesThePlacesOfPathsAsTheyAre(string name)
    {
        var elsewhere = Named(name);
        elsewhere["model"]!["path"] = "/elsewhere/it's.pt";

        var page = Page.Of(Named(name)).Html;

        Assert.Equal(Page.Of(elsewhere).Html, ReportPlace.Fill(page, ReportPlace.Model, "/elsewhere/it's.pt"));
    }

    [Fact]
    public void InAnyFileOfAPageCanBeReplaced()
    {
        var (here, there) = (Example.Document(Example.Pruned([1])), Example.Document(Example.Pruned([1])));
        var page = Page.Of(here).Html;
        foreach (var file in new[] { ReportPlace.Model, ReportPlace.Output, ReportPlace.Calibration, ReportPlace.Evaluation })
        {
            there[file]!["path"] = $"/a <b>/{file}'s";
            page = ReportPlace.Fill(page, file, $"/a <b>/{file}'s");
        }

        Assert.Equal(Page.Of(there).Html, page);
    }

    private static JObject Named(string name)
    {
        var result = Example.Pruned([1]);
        var chain = result.Chains[0];
        var block = new BlockReport(name, "__torch__." + name, 10, true, null) { NotNarrowed = name };
        var json = Example.Document(result with
        {
            Chains = [chain with { Path = name, Blocks = [block, .. chain.Blocks.Skip(1)] }],
            Removed = [],
            Narrowed = ImmutableArray<NarrowedDimension>.Empty,
            Warnings = [new Diagnostic("MPR2901", name)],
        });
        json["model"]!["path"] = name;
        return json;
    }

    /// <summary>What is shown of a name: characters that are not seen are spelled out.</summary>
    private static string Shown(string name) => string.Concat(name.EnumerateRunes().Select((rune, i) => name[0] switch
    {
        '\uD800' when i == 0 => @"\uD800",
        _ => HtmlText.IsUnseen(rune.ToString(), 0) ? $"\\u{rune.Value:X4}" : rune.ToString(),
    }));

    private static string Bash(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        var output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
        return output;
    }
}
