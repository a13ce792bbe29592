using System.Collections.Immutable;
using MPruner.Core.Measuring;
using MPruner.Core.Pipeline;
using MPruner.Core.Reports;
using MPruner.Core.Similarity;
using MPruner.Tool.Analyses;
using MPruner.Tool.Commands;
using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.Analyses;

public sealed class MergingParts : IDisposable
{
    /// <summary>Those of two streams.</summary>
    private static readonly ImmutableArray<double> Products = [0.1, double.NaN, -0.0, 1.0 / 3, 1e300, 4, 5, 6, 7, 8, 9, 10];

    private readonly ToolSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    private string Output => sandbox.Folder["merged.json"];

    [Fact]
    public void AddsThemUpInAnyOrder()
    {
        string[] parts = [Part(1, 3), Part(2, 3), Part(3, 3)];

        Assert.Equal(0, Merge([parts[2], parts[0], parts[1]]));
        var first = File.ReadAllBytes(Output);
        Assert.Equal(0, Merge(parts));

        Assert.Equal(first, File.ReadAllBytes(Output));
        var merged = AnalysisFile.ReadWhole(Output);
        Assert.Equal(1 + 2 + 3, merged.Sums.Levels[0].Sums.Chains[0].Raw.Pairs[0].Sum());
        Assert.Equal(3, merged.Sums.Groups);
    }

    [Fact]
    public void NumbersAreReadBackAsTheyWere()
    {
        var part = AnalysisFile.Read(Part(2, 3));

        var sums = part.Sums.Levels[0].Sums;
        Assert.Equal([2, 1e-17], sums.Chains[0].Raw.Pairs[0]);
        Assert.Equal(Products, sums.Segments[0].Products);
        Assert.Equal([2.5, double.NaN], sums.Segments[0].Fitted!.Means);
        Assert.Equal(0, sums.Segments[0].HeldOut!.Rows);
    }

    [Fact]
    public void PrintsTheReportOfAnAnalysis()
    {
        Assert.Equal(0, Merge([Part(1, 1)], "--json", "--threshold", "0.5"));

        var report = JObject.Parse(sandbox.Out.ToString());
        Assert.Equal("model.pt", (string)report["model"]!["path"]!);
        Assert.Equal(1.0, (double)report["chains"]![0]!["cka"]![0]![1]!, 12);
        Assert.Equal("[[0,1]]", report["chains"]![0]!["clusters"]!.ToString(Newtonsoft.Json.Formatting.None));
        Assert.Equal(7, (int)report["seed"]!);
    }

    [Fact]
    public void AMissingOneIsRefused() => CheckRefused("MPR3503", "part 2/3 is missing", [Part(1, 3), Part(3, 3)]);

    [Fact]
    public void ADuplicateIsRefused()
    {
        var copy = sandbox.Folder["copy.json"];
        File.Copy(Part(1, 2), copy);

        CheckRefused("MPR3504", "This is part 1/2, and so is", [copy, Part(1, 2), Part(2, 2)]);
    }

    [Theory]
    [InlineData("model", "'other'", "'m'")]
    [InlineData("calibration", "'other'", "'c'")]
    [InlineData("exampleOrder", "'other'", "'o'")]
    [InlineData("mask", "'other'", "not set")]
    [InlineData("engine", "'other'", "'libtorch'")]
    [InlineData("method", "'other'", "'v'")]
    public void AForeignOneIsRefused(string member, string found, string expected) =>
        CheckRefused("MPR3502", $"its {member} is {found}; expected {expected}", [Part(1, 2), Part(2, 2, member)]);

    [Fact]
    public void OneOfAnotherNumberOfPartsIsRefused() =>
        CheckRefused("MPR3502", "it is part 2/3; expected one of 2", [Part(1, 2), Part(2, 3)]);

    [Fact]
    public void ADigitThatChangedIsNoticed()
    {
        var part = Part(1, 1);
        File.WriteAllText(part, File.ReadAllText(part).Replace("1E-17", "1E-16", StringComparison.Ordinal));

        CheckRefused("MPR3501", "its content is not what was written", [part]);
    }

    [Fact]
    public void ATruncatedOneIsRefused()
    {
        var part = Part(1, 1);
        File.WriteAllBytes(part, File.ReadAllBytes(part)[..^100]);

        CheckRefused("MPR3501", "damaged", [part]);
    }

    [Theory]
    [InlineData("{}", "its schema is missing; expected 2")]
    [InlineData("{ \"schema\": 1 }", "its schema is 1; expected 2")]
    [InlineData("{ \"schema\": \"new\" }", "damaged")]
    [InlineData("[]", "damaged")]
    [InlineData("", "damaged")]
    public void AnotherFileIsRefused(string content, string finding) =>
        CheckRefused("MPR3501", finding, [sandbox.Folder.Write("other.json", System.Text.Encoding.UTF8.GetBytes(content))]);

    /// <summary>The hash of the content is right here: another program wrote it.</summary>
    [Theory]
    [InlineData("levels[0].chains[0].raw.pairs[2]", "the similarity of 'stage' has 2 sums; expected 3")]
    [InlineData("levels[0].chains[0].raw.floors[0]", "the similarity of 'stage' has 1 floors; expected 2")]
    [InlineData("levels[0].chains[0].measured[0]", "'stage' has 1 measured blocks; expected 2")]
    [InlineData("levels[0].chains[0].raw", "the sums of a similarity are missing")]
    [InlineData("levels[0].segments[0].products[3]", "a segment has 11 products; expected 12")]
    [InlineData("levels[0].segments[0].fitted", "the affine maps of a segment are missing")]
    [InlineData("levels[0].segments[0].width", "damaged")]
    [InlineData("levels[0].segments", "damaged")]
    [InlineData("identity", "its identity or its model is missing")]
    [InlineData("model", "its identity or its model is missing")]
    public void OneThatLacksSomethingIsRefused(string lacks, string finding)
    {
        CheckRefused("MPR3501", finding, [Altered(json =>
        {
            var token = json.SelectToken(lacks)!;
            (token.Parent is JProperty property ? property : token).Remove();
        })]);
    }

    [Theory]
    [InlineData("first", 1)]
    [InlineData("first", -1)]
    [InlineData("blocks", 3)]
    [InlineData("blocks", int.MaxValue)]
    [InlineData("width", 0)]
    [InlineData("width", int.MaxValue)]
    [InlineData("width", 5_000_000_000)]
    public void OneWhoseSegmentIsAnotherIsRefused(string member, long value) =>
        CheckRefused("MPR3501", "", [Altered(json => json["levels"]![0]!["segments"]![0]![member] = value)]);

    [Fact]
    public void AMergedFileIsNoPart()
    {
        Merge([Part(1, 1)]);

        CheckRefused("MPR3501", "expected parts of one", [Output], sandbox.Folder["again.json"]);
    }

    [Fact]
    public void APartIsNoMergedFile() =>
        Assert.Equal("MPR3501", Assert.Throws<ToolException>(() => AnalysisFile.ReadWhole(Part(1, 2))).Code);

    [Fact]
    public void APartIsNotOverwritten() => CheckRefused("MPR5005", "is an input", [Part(1, 1)], Part(1, 1));

    private int Merge(string[] parts, params string[] options) =>
        CommandTree.Run(["merge", .. parts, "--output", Output, .. options], sandbox.Context);

    private void CheckRefused(string code, string finding, string[] parts, string? output = null)
    {
        string[] before = Directory.GetFileSystemEntries(sandbox.Folder.Path);

        Assert.NotEqual(0, CommandTree.Run(["merge", .. parts, "--output", output ?? Output], sandbox.Context));

        Assert.Matches($"^[^\n]+json : error {code}: [^\n]+\n$", sandbox.Error.ToString());
        Assert.Contains(finding, sandbox.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(sandbox.Folder.Path));
    }

    /// <summary>Writes a part with the sums of one group, which differ from part to part.</summary>
    private string Part(int index, int count, string? foreign = null)
    {
        var identity = new JObject
        {
            ["model"] = "m",
            ["calibration"] = "c",
            ["mask"] = null,
            ["seed"] = 7,
            ["engine"] = "libtorch",
            ["method"] = "v",
            ["examples"] = 64,
            ["exampleOrder"] = "o",
            ["threads"] = 2,
        };
        if (foreign is not null)
        {
            identity[foreign] = "other";
        }

        var path = sandbox.Folder[$"part{index}of{count}.json"];
        new AnalysisFile(identity, new Shard(index, count), Sums(index, path)) { Model = "model.pt" }.Write();
        return path;
    }

    /// <summary>Writes a part whose content was altered before its hash was taken.</summary>
    private string Altered(Action<JObject> alter)
    {
        var path = Part(1, 1);
        var json = JObject.Parse(File.ReadAllText(path));
        json.Remove("sha256");
        alter(json);
        json["sha256"] = AnalysisFile.Hash(json);
        File.WriteAllText(path, json.ToString());
        return path;
    }

    private static AnalysisSums Sums(double value, string path)
    {
        ImmutableArray<double> sum = [value, 1e-17];
        var chain = new ChainReport("stage", [new("stage.0", "Block", 10, true, null), new("stage.1", "Block", 10, true, null)]);
        var raw = new HsicSums(1, [sum, sum, sum], [[], []]);
        var segment = new SegmentSums(new StreamSegment(0, 2, false, 1), true, 64, Products)
        {
            Fitted = new(64)
            {
                Means = [2.5, double.NaN],
                ProjectedMeans = [2.5, 1],
                Scatter = [1, 2],
                Targets = [1, 2, 3, 4],
                Squares = [1, 2],
            },
            HeldOut = new(0),
        };
        var sums = new LevelSums(
            [new ChainSums([new("stage.0", false, null), new("stage.1", false, null)], raw, null)],
            [segment])
        {
            Groups = 1,
            HasTokens = false,
        };
        return new AnalysisSums
        {
            Name = path,
            Parameters = 20,
            Bytes = 100,
            Engine = "libtorch",
            Examples = 64,
            ExampleOrder = "o",
            Levels = [new([chain], sums)],
        };
    }
}
