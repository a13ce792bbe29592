using System.Text.Json;
using MPruner.Build.Requests;

namespace MPruner.Build.Tests.Requests;

public sealed class ARequest
{
    private static readonly ModelRequest Model = new()
    {
        Name = "model.pt",
        Input = "/tmp/ü \"quoted\"\\model\u0001.pt",
        Calibration = "/tmp/c.npz",
        Evaluation = null,
        Analysis = "/tmp/merged.json",
        Output = "/tmp/obj/model.pt",
        Report = "/tmp/obj/model.report.json",
        Page = "/tmp/obj/model.report.html",
        LogicalName = "model.pt",
        ShippedAs = ShippedAs.EmbeddedResource,
        HasAccessor = true,
        OriginalOnFailure = false,
        Options = [new("threshold", "0.98"), new("blocks", "\"layer*\"")],
    };

    [Fact]
    public void IsJsonThatHoldsEveryPathAsItIs()
    {
        using JsonDocument document = JsonDocument.Parse(RequestText.Of([Model, Model], "/cache", "u"));

        JsonElement model = document.RootElement.GetProperty("models")[1];
        Assert.Equal(Model.Input, model.GetProperty("input").GetString());
        Assert.False(model.TryGetProperty("evaluation", out _));
        Assert.Equal("/tmp/merged.json", model.GetProperty("analysis").GetString());
        Assert.Equal(0.98, model.GetProperty("options").GetProperty("threshold").GetDouble());
        Assert.Equal("layer*", model.GetProperty("options").GetProperty("blocks").GetString());
        Assert.Equal("u", document.RootElement.GetProperty("cacheUniverse").GetString());
        Assert.Equal("/cache", document.RootElement.GetProperty("cacheDirectory").GetString());
    }

    [Fact]
    public void DependsOnTheFilesThatItNames() =>
        Assert.Equal([Model.Input, "/tmp/c.npz", "/tmp/merged.json"], Model.Sources);

    [Fact]
    public void WithoutOptionsIsJsonToo()
    {
        using JsonDocument document = JsonDocument.Parse(RequestText.Of([Model with { Options = [] }], "/cache", ""));

        Assert.Equal(["models", "cacheDirectory"], document.RootElement.EnumerateObject().Select(member => member.Name));
    }
}
