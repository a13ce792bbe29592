using System.Text;
using MPruner.Shared.Requests;
using MPruner.Tool.Requests;
using MPruner.Tool.Running;

namespace MPruner.Tool.Tests.Requests;

public sealed class ReadingABuildRequest : IDisposable
{
    private const string Model = """{"input":"/a/m.pt","calibration":"/a/c.npz","output":"/o/m.pt"}""";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryMemberIsTakenOver()
    {
        var request = Read("""
            {"models":[{"input":"/a/m.pt","calibration":"/a/c.npz","evaluation":"/a/e.npz","analysis":"/a/a.json",
              "output":"/o/m.pt","report":"/o/m.json","page":"/o/m.html",
              "options":{"threshold":0.9,"clustering":"complete","metric":"relative-error","maxDrop":1e9,
              "confidence":0.95,"strategy":"paper",
                "granularity":"2..4","recovery":"Distill;linear","epochs":7,"freeze":true,"width":true,
                "widthCriterion":"bn-scale","storage":"Int8","maxParameters":10000000000,"maxBytes":9,"minReduction":0.25,
                "blocks":"b.*","mask":"m:valid","seed":3,"threads":4,"device":"cuda:1"}}],
             "cacheDirectory":"/cache","useCache":false}
            """);

        Assert.Equal("/cache", request.CacheDirectory);
        Assert.False(request.UseCache);
        Assert.Equal(
            new PruneJob("/a/m.pt", "/a/c.npz", "/a/e.npz", "/o/m.pt", "/o/m.json", new PruningOptions
            {
                Threshold = 0.9,
                Clustering = ClusteringRule.Complete,
                Metric = QualityMetric.RelativeError,
                MaxDrop = 1e9,
                Confidence = 0.95,
                Strategy = PruningStrategy.Paper,
                FirstGranularity = 2,
                LastGranularity = 4,
                Recovery = RecoverySteps.Linear | RecoverySteps.Distill,
                Epochs = 7,
                Freeze = true,
                Width = true,
                WidthCriterion = WidthCriterion.BnScale,
                Storage = WeightStorage.Int8,
                MaxParameters = 10_000_000_000,
                MaxBytes = 9,
                MinReduction = 0.25,
                Blocks = "b.*",
                Mask = "m:valid",
                Seed = 3,
                Threads = 4,
                TrainingThreads = 4,
                Device = "cuda:1",
            })
            {
                Analysis = "/a/a.json",
                Page = "/o/m.html",
            },
            Assert.Single(request.Models));
    }

    [Fact]
    public void WhatIsLeftOutHasTheDefaults()
    {
        var request = Read($$"""{"models":[{{Model}}]}""");

        Assert.True(request.UseCache);
        Assert.Null(request.CacheDirectory);
        Assert.Equal(new PruneJob("/a/m.pt", "/a/c.npz", null, "/o/m.pt", null, new PruningOptions()), Assert.Single(request.Models));
    }

    [Fact]
    public void EveryOptionIsKnown() => Assert.All(
        typeof(RequestOption).GetFields(),
        option => Assert.DoesNotContain(
            "unknown option",
            Record.Exception(() => Read(WithOptions($"\"{option.GetRawConstantValue()}\":[]")))!.Message,
            StringComparison.Ordinal));

    [Theory]
    [InlineData("MPR5004", "")]
    [InlineData("MPR5004", "[]")]
    [InlineData("MPR5004", """{"models":1}""")]
    [InlineData("MPR5004", """{"models":[1]}""")]
    [InlineData("MPR5004", """{"models":[],"modles":[]}""")]
    [InlineData("MPR5004", """{"models":[{"input":"/a/m.pt","calibration":"/a/c.npz"}]}""")]
    [InlineData("MPR5004", """{"models":[{"input":"m.pt","calibration":"/a/c.npz","output":"/o/m.pt"}]}""")]
    [InlineData("MPR5004", """{"models":[{"input":{},"calibration":"/a/c.npz","output":"/o/m.pt"}]}""")]
    public void WhatIsWrongIsRefused(string code, string text) =>
        Assert.Equal(code, Assert.Throws<ToolException>(() => Read(text)).Code);

    [Theory]
    [InlineData("MPR5004", "\"treshold\":1")]
    [InlineData("MPR5004", "\"threshold\":\"high\"")]
    [InlineData("MPR5004", "\"clustering\":1")]
    [InlineData("MPR5004", "\"storage\":\"int4\"")]
    [InlineData("MPR5004", "\"recovery\":\"linear;magic\"")]
    [InlineData("MPR5004", "\"granularity\":\"3..1\"")]
    [InlineData("MPR5004", "\"seed\":99999999999")]
    [InlineData("MPR5002", "\"threshold\":1.5")]
    public void AWrongOptionIsRefused(string code, string options) =>
        Assert.Equal(code, Assert.Throws<ToolException>(() => Read(WithOptions(options))).Code);

    private static string WithOptions(string options) => "{\"models\":[" + Model[..^1] + ",\"options\":{" + options + "}}]}";

    private BuildRequest Read(string text) =>
        BuildRequestReader.Read(folder.Write("request.json", Encoding.UTF8.GetBytes(text)), new PruningOptions());
}
