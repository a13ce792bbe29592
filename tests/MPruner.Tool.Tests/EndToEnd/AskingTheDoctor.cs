using Newtonsoft.Json.Linq;

namespace MPruner.Tool.Tests.EndToEnd;

public sealed class AskingTheDoctor : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void NamesTheEngineItsLibrariesAndTheCache()
    {
        var tool = new ToolProcess(folder);
        var (exit, output, error) = tool.Run("doctor", "--json");

        Assert.Equal((0, ""), (exit, error));
        var json = JObject.Parse(output);
        Assert.Matches(@"^libtorch \d+\.\d+\.\d+", (string?)json["engine"]);
        Assert.True(Directory.Exists((string?)json["libtorch"]));
        Assert.True(File.Exists((string?)json["libTorchSharp"]));
        Assert.True(File.Exists((string?)json["onnxRuntime"]));
        Assert.Equal(tool.Cache, (string?)json["cache"]!["path"]);
        Assert.InRange((long)json["cache"]!["bytes"]!, 0, 1 << 30);
    }
}
